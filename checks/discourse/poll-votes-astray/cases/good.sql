-- Near misses: every vote here is for an option of a poll of its post.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1", "b2", "a1"]}, "2": {"lunch": [], "dinner": []}, "10": {"lunch": ["a1"]}, "3": [["lunch", ["a1"]], "dinner"]}'),
  (2, 'polls', '[{"x": {"name": " ", "options": [{"id": "a1", "html": "Soup"}]}}]'),
  (2, 'polls-votes', '[{"1": {"poll": ["a1"], "x": ["a1"]}}, {"1": {"y": ["a1"]}}]'),
  -- of equal keys the last counts
  (3, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (3, 'polls-votes', '{"1": {"dinner": ["a1"]}, "1": {"lunch": ["zz"], "lunch": ["a1"]}}')
) as f (post_id, name, value);
