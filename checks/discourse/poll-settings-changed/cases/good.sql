-- Settings that arrive as they were, or that never meant anything.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select n, n, 'polls', replace(value, 'OPTIONS', '"options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}, {"id": "c3", "html": "Tea"}]'),
       '2018-02-01', '2018-02-02'
from (values
  (1, '{"a": {"name": "a", "status": "open", "type": "multiple", "min": "1", "max": 2, "public": "true", "close": "2018-11-30T12:00:00.000Z", OPTIONS}}'),
  (2, '{"a": {"name": "a", "status": "closed", "type": "regular", "min": 2, "max": 2, "public": "false", "close": "", OPTIONS}}'),
  -- a bound at the number of options bounds nothing, and neither does one below 1
  (3, '{"a": {"name": "a", "status": "open", "type": "multiple", "min": 3, "max": 3, "public": false, "close": null, OPTIONS}}'),
  (4, '{"a": {"name": "a", "status": "open", "type": "multiple", "min": 0, "max": 0, "public": null, "close": "30 November 2018", OPTIONS}}'),
  (5, '{"a": {"name": "a", "status": "open", "type": "number", "min": 5, "max": 5, "public": "", "close": "next fri", OPTIONS}}'),
  -- unknown types were shown as regular ones
  (6, '{"a": {"name": "a", "status": "open", "type": "survey", OPTIONS}, "b": {"name": "b", "status": "open", "type": "a regular multiple", OPTIONS}}'),
  (7, '{"a": {"name": "a", "status": "open", "type": "multiple", "min": "one", "max": 1, OPTIONS}}'),
  (8, '{"a": []}'),
  -- told elsewhere
  (9, '{"a": {"name": "a", "status": "open", "type": "multiple", "min": 2, "max": 2, "options": "none"}, "b": {"name": "b", "status": "open", "type": "multiple", "min": 2, "max": 2}}')
) as f (n, value);
