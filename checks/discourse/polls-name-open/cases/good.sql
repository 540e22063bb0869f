-- Nothing waits that could be made again: no legacy polls, or names that are taken, or nothing that has a name.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 3) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- taken: by name, by the name that a blank one means, in the first element of an array
  (1, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (2, 'polls', '{"x": {"name": " ", "options": [{"id": "a1", "html": "Soup"}]}, "y": {"name": "tea", "options": []}}'),
  (3, 'polls', '[{"x": {"name": "lunch"}}, {"y": {"name": "tea"}}]'),
  -- no poll that has a name
  (4, 'polls', '{}'),
  (4, 'polls', null),
  (5, 'polls', '{"lunch": {"name": "lunch"'),
  (6, 'polls', '{"a": 5, "b": {"name": 5}}'),
  -- votes alone; the post is gone
  (7, 'polls-votes', '{"1": {"lunch": ["a1"]}}'),
  (99, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}')
) as f (post_id, name, value);

insert into polls (id, post_id, name, created_at, updated_at)
select 100 + row_number() over (), post_id, name, '2019-01-01', '2019-01-01'
from (values (1, 'lunch'), (2, 'poll'), (2, 'tea'), (3, 'lunch'), (8, 'lunch')) as p (post_id, name);
insert into poll_options (id, poll_id, digest, html, created_at, updated_at)
select id, id, 'a1', 'Soup', created_at, updated_at from polls;
