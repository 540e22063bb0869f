-- Near misses: every voter here is a user, or has no vote that counts.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- numbers as Ruby reads them
  (1, 'polls-votes', '{"1": {"lunch": ["a1"]}, " 2": {"lunch": ["a1"]}, "03": {"lunch": ["a1"]}, "+4": {"lunch": ["a1"]}, "5th": {"lunch": ["b2"]}, "0d6": {"lunch": ["b2"]}, "0_7": {"lunch": ["b2"]}, "\t8.9": {"lunch": ["b2"]}, "00000000000000000009": {"lunch": ["a1"]}}'),
  -- nobody, but nothing that the old release could show
  (2, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (2, 'polls-votes', '{"10": {}, "11": {"lunch": []}, "12": {"lunch": ["zz"]}, "13": {"dinner": ["a1"]}, "14": {"lunch": [null, ["a1"]]}, "15": null, "16": "a1", "": {}}'),
  -- no polls at all
  (3, 'polls-votes', '{"10": {"lunch": ["a1"]}}'),
  -- of equal keys the last counts
  (4, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (4, 'polls-votes', '{"10": {"lunch": ["a1"]}, "10": {}}')
) as f (post_id, name, value);
