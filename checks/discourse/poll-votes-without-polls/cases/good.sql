-- Near misses: votes that are read, votes that are copies of such, and none.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1", "b2"]}, "2": {"lunch": ["b2"]}}'),
  (1, 'polls-votes-1', '{"lunch": ["b2", "a1"]}'),
  (1, 'polls-votes-2', '{"lunch": ["b2"], "dinner": []}'),
  (1, 'polls-votes-3', '{}'),
  (2, 'polls-votes', '{}'),
  (3, 'polls-votes-x', '{"lunch": ["a1"]}'),
  (3, 'Polls-votes', '{"1": {"lunch": ["a1"]}}'),
  (3, 'polls-votes-', '{"lunch": ["a1"]}')
) as f (post_id, name, value);
