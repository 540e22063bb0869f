insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select n, n, 'polls', replace(value, 'OPTIONS', '"options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}, {"id": "c3", "html": "Tea"}]'),
       '2018-02-01', '2018-02-02'
from (values
  -- an upper bound that is not above the lower one
  (1, '{"a": {"name": "a", "status": "open", "type": "multiple", "min": "2", "max": 2, OPTIONS}, "b": {"name": "b", "status": "open", "type": "multiple", "min": 1, "max": "1 of them", OPTIONS}}'),
  (2, '{"a": {"name": "a", "status": "open", "type": "multiple", "min": 5, "max": 2.9, OPTIONS}}'),
  -- a word within a type
  (3, '{"a": {"name": "a", "status": "open", "type": "multiple choice", OPTIONS}}'),
  -- no status, and others
  (4, '{"a": {"name": "a", OPTIONS}, "b": {"status": "Open", OPTIONS}, "c": {"name": "c", "status": null, OPTIONS}}'),
  (5, '{"a": {"name": "a", "status": "open", "public": true, OPTIONS}, "b": {"name": "b", "status": "open", "public": "yes", OPTIONS}}'),
  (6, '{"a": {"name": "a", "status": "open", "close": "soon", OPTIONS}, "b": {"name": "b", "status": "open", "close": 1543579200, OPTIONS}, "c": {"name": "c", "status": "open", "close": "2018-13-01", OPTIONS}}')
) as f (n, value);
