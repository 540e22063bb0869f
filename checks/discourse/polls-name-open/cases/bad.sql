-- Five legacy polls of four posts can be made again.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 3) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "status": "open", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1"]}, "2": {"lunch": ["b2"]}}'),
  -- no name; two polls, one of them taken; an array
  (2, 'polls', '{"x": {"options": [{"id": "a1", "html": "Soup"}]}, "tea": {"name": "tea", "options": [{"id": "t1", "html": "Green"}]}}'),
  (3, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}, "tea": {"name": "tea", "options": [{"id": "t1", "html": "Green"}]}}'),
  (4, 'polls', '[{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}]'),
  -- the same field twice counts once
  (4, 'polls', '[{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}]')
) as f (post_id, name, value);

insert into polls (id, post_id, name, created_at, updated_at) values (101, 3, 'tea', '2019-01-01', '2019-01-01');
insert into poll_options (id, poll_id, digest, html, created_at, updated_at) values (101, 101, 't1', 'Green', '2019-01-01', '2019-01-01');
