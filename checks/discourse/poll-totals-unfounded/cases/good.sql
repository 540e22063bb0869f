-- What is written down was filed, or less is.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 3) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;
insert into polls (id, post_id, name, created_at, updated_at) values (7, 7, 'lunch', '2019-01-01', '2019-01-01');

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01', '2018-02-02'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "votes": 2}, {"id": "b2", "html": "Bread", "votes": 0}, {"id": "c3", "html": "Tea"}]}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1"]}, "2": {"lunch": ["a1", "a1"]}}'),
  -- anonymous votes, votes of someone who is no user, and votes under the key
  (2, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "votes": 7, "anonymous_votes": 5}, {"id": "b2", "html": "Bread", "votes": "1", "anonymous_votes": null}]}}'),
  (2, 'polls-votes', '{"1": {"lunch": ["a1"]}, "99": {"lunch": ["a1"]}, "3": {"x": ["b2"]}}'),
  -- no numbers
  (3, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "votes": "many"}, {"id": "b2", "html": "Bread", "votes": null}, {"id": "c3", "html": "Tea", "votes": -1}]}}'),
  (3, 'polls-votes', '{}'),
  -- told elsewhere
  (4, 'polls', '{"lunch": {"name": 5, "options": [{"id": "a1", "html": "Soup", "votes": 2}]}}'),
  (7, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "votes": 2}]}}')
) as f (post_id, name, value);
