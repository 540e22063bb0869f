-- Near misses: nothing here is found, and the migration passes, or stops for another reason.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- names, and what stands for none
  (1, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "it''s", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (2, 'polls', '{"a": {"name": null, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (3, 'polls', '{"a": {"name": false, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (4, 'polls', '{"a": {"name": "", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (5, 'polls', '{"a": {"name": [], "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (6, 'polls', '{"a": {"name": {}, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (7, 'polls', '{"a": {"options": []}}'),
  -- characters of two halves; backslashes before a u
  (8, 'polls', '{"a": {"name": "\ud83c\udf5c", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "\\u0000", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "c": {"name": "\\ud83d", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- keys are no names; other values may hold anything
  (9, 'polls', '{"\u0000": {"name": "lunch", "type": "\u0000", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- just short enough
  (10, 'polls', '{"a": {"name": "riGp_58WAm-dX3a5IDnOdcdbWB2dC4_DSDC6Lc1mxLpQ2yMK_Ye9FZ1wUVl4nuYV-d8fNYvvDbzDZST6IaXqA2h9Uz0-T1SaQ6dDwxlGejkc5bJFIoxSLivuGvIL6P_8odNXR1yHnGA3cCcYseu52C5CdYP2hMqBgNjjNMu1GqbeB6veWzSmA3y_nXL_cPZKcuzPrR2BImWS-EifkrvvBIQGVRRoLE-rnPf0jWsqRoWjCkIULo6JnfLbbl0ofyE1uo5vEun3WLG9OmAOfdbLO5YOZiiO6oGB8THxANzFUkJl5lRDXNfPxOMFQmlFCcFZjIjjcbLT_8tmPjwwtsONnLqAseOAwM3ugFGi53G46bYRvH-d1chTrqrHJYZwlD-awO4CEO_9C0RJCgjVuANMMVv7kpWwtG2Bg_YSXvflGmIkrk4EW3YvP4q-Bp30pLJFWay4cdFHAwKszING5vT-1pAXAKndpbLrjVN3TPap45SNZR_oWWAaJz70Nv5zUaX2ZRi_FLc0tYIwjbSH0Mt7H-v7fIm2iTi4cvulZJMAAEQIijV7gvMITDYZw9HQCHFdZO3FIyjv4sH6urr4UNZEoANinDYP_mxfhcBe_4RJpwmCZD_5WvDEK7XB5HQ_oBkfba9OXKzZutdbXshWGqk7MbehqfJp3lyd_qJy5XQIHFFhwS2hT0z2iIjGwmthA2fgl8VmOfqe4qY5dIlGPkMeXhHOqHWoMm2FAQRY9nq5dLuzVXPm0SqifMO1MOTIPbptOPPi5J96UWkhrg-GFRUVZN7RvdsGCrox0gmInAHikjBw3cV-KCz_E25Uy9jG0zbW-jZ2fT6ayMapMOK00N5Mq4ruGb2eV1ZKcllaXI7IV9RX6o9Ts1scwHVqK0HK1J3Q-B-Z2liqAtDdnGt9mZxal2gB2Sgn1pHJw9gBlXp5L_Yo9ntXzvG1K_BR-nbSIh4MmDJIF0sqGy0ht0IJ9NI-B_V8ERwx5thPrBO_9QpqrGClgwoCzN2PacNCkCJRIWcpQSroGsfSjlnMOFIgUdkrZVEmQJbPoTqIZl81YMCMrgowEB3JcGIH8qZnViUdN5qtjsB9QULutW4ZpsILbbqWm6d32JV0Z7gm8eaforTIT8FEnTuofO2SGh31WTLR4EshRow-Rpc9AXwYDmFQQF78V_y34Zp-IqtbW1ndjx6WKttnGc7YDYaF2uwREjuwWcB2EfyjFY7pgXlm9fEbcN7J1vrO51vYXz_JUtHJwkURsHGGSXJ7btqGCzjz2Er6YzkjthdZW1rqjEWrKzYTwCMsS-LlMA7cLnV4GhgOuqno3FAYpBXrGapzW9DIevD0J1ZI_mqxc6f-BYRFmjf24ywyXUzDUiRg6fwsK8fiYlZMYIT8g9c2MOtJiU1YdoebmQRVeVj-k5QauPUBssnZO1URHVeiFHYKkjvI0kqKHEAmJ9gMAjORLre4UedO1uf2xzDoqpI6zhU6QTCbb-evGfbDkwezA4KF-VPYjyxyM28Uc-cn3RRj1y_958vIMYHGNbf66TD4A8QsX3goTbGgNWbPRNgAkQpiqL0RDdxUMLW17jz0DfECFYWAtMUaN4_vsdV3R-OoLJ2bNl-oCH3VDgnuqLgiBah2cihbeRQcbB8zILGDxAYhE5eQP0pcxlxBCwMmhOsi4tDfKShl4zDxphzgolCKG2FeGyPST6WXl2F-RwoEj3JMQV06UTOY8cVqMvMqtv6trukGETOvJ8Nj2tT5ntOix9efyTUTVRpxWeIAhFMPZFUgDLazmrCVIsuDjN348xTz3jJADsrAcu-UxgUkEBl4zRvcBO9egU_Sr-iONOl9R1jHiPcxPCOHGN-1bLuLgo33BJT_KGwPsTmYTyY5t9FeFkje89Pv_YbX5vVgVT4EMl4Tyur4fURw-9bDh4uAZ7pOHrvQqxND276NvNAKtaRp2Ww454UAgknmXr4Yx85ey5-XLSwIxdhiD5O4QnXg7J07QmvZ29tOsSryCB6tnn2g6tVPJYbX-5MMXOLwm-x5t6npOO_RO7P-YBvEzFgPhQ1dSUU0AKCOYXwbXSCDiOXALm3aSl0towRsW3PJAyuvusp4q3rQOrcTwCE_-elr8sAUrJSiX8d7zEAaMfIyjnoZQn59Js3VSX03VAzisEEcEY64mgwaf3J1qEV1Rg6qUhSpFp3tcUqtKd8d9i3l8mqY0EW9O4oiAVnmTnzola3ElN-h2MYfdJ94CIP94hIw46LxPY0Y9CNcis_oUHNMrnr6e58PVqbzIi7KbIcZomP5l_RfyvhofpNzutDBlT3IrKFiHhc3K823ixBe21TTswCDhUi5PBCGtWn9a8NHLAqWeW6dqD_mL3zQmFF-ow_T3Z1dZs2qhLX3mzI92HnPtHdmV6HmKrk0Wd9qY-DdWh0kFf6kLfSfijfNTNl8TPvTFPDFBNNPMa9GDsEukHZzrvjOXBue5BZoNCL5RkijDp76bv63oybFNBLNHSIKgdb4fAjO5MoFoydyrd4dD8wbCricrPkHyYbJTHXZ7Jlx9YrAdgOsCOYf08ieq0XIfByMWMcIyuDlA9vgZKbtmf38wB7nZCiqR8_V3F4HZTXDWnxSjd1_h6oD6SlQeJQqv3N4F-XdGpKHdkPxCLkv6VZ58n-kehcJeINw9Rc6RECShc4zYtwDkYfwOa6ue2CG", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- what is no poll has no name
  (11, 'polls', '{"a": null, "b": 5}')
) as f (post_id, name, value);
