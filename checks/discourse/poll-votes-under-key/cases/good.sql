-- Near misses: every vote here is found under the name of its poll, or counts for nothing anyway.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1"]}, "2": {"lunch": ["b2"], "dinner": ["a1"]}}'),
  -- under the name where key and name differ
  (2, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}, "y": {"name": " ", "options": [{"id": "c3", "html": "Tea"}]}}'),
  (2, 'polls-votes', '{"1": {"lunch": ["a1"], "poll": ["c3"]}, "2": {"x": ["zz"], "y": [], "z": ["a1"], " ": ["c3"]}, "3": {"x": ["c3"], "y": ["a1"]}}'),
  -- the key is the name of another poll, which has the option
  (3, 'polls', '{"x": {"name": "y", "options": [{"id": "a1", "html": "Soup"}]}, "y": {"name": "x", "options": [{"id": "a1", "html": "Tea"}]}}'),
  (3, 'polls-votes', '{"1": {"x": ["a1"], "y": ["a1"]}}'),
  -- no users
  (4, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (4, 'polls-votes', '{"10": {"x": ["a1"]}}')
) as f (post_id, name, value);
