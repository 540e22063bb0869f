-- Every line but those of polls that stay stops the migration, or may stop it.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- twice, thrice
  (1, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (2, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "dinner", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "c": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "d": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- blank names are poll
  (3, 'polls', '{"a": {"name": "poll", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": null, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "c": {"name": " ", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (4, 'polls', '{"a": {"options": []}, "b": {"name": false, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- written in another way
  (5, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "l\u0075nch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (6, 'polls', '[{"a": {"name": "\ud83c\udf5c", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "🍜", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}]'),
  -- with a quote; under keys in another order
  (7, 'polls', '{"z": {"name": "it''s", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "a": {"name": "it''s", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- of two fields one stays, any
  (8, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (8, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}')
) as f (post_id, name, value);
