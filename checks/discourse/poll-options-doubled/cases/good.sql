-- Near misses: nothing here is found, and the migration passes, or stops for another reason.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- ids that differ in case and white space
  (1, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "x"}, {"id": "A1", "html": "x"}, {"id": " a1", "html": "x"}, {"id": "", "html": "x"}]}}'),
  -- the same id in two polls, and the same text twice in one
  (2, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "dinner", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (3, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "x"}, {"id": "b2", "html": "x"}]}}'),
  -- of equal keys the last counts
  (4, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "id": "b2", "html": "x"}, {"id": "a1", "html": "x"}]}}'),
  -- options of the wrong shape stop the migration by themselves
  (5, 'polls', '{"a": {"name": "lunch", "options": [null, null]}}'),
  (6, 'polls', '{"a": {"name": "lunch", "options": {"a1": 1}}}'),
  (7, 'polls', '{"a": {}}')
) as f (post_id, name, value);
