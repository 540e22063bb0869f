-- Two voters, numbers that just fit, no number, and votes of a post without polls.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;
insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select n, n, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}', '2018-02-01', '2018-02-02' from generate_series(1, 8) n;
insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select 10 + n, n, 'polls-votes', value, '2018-02-01', '2018-02-02'
from (values
  (1, '{"99999999999": {"lunch": ["a1"]}, "1": {}}'),
  (2, '{"2147483647": {"lunch": ["a1"]}}'),
  (3, '{"-2147483648": {"lunch": ["a1"]}}'),
  (4, '{"someone with a long name": {"lunch": ["a1"]}}'),
  (5, '{"0000000000000001": {"lunch": ["a1"]}}'),
  (6, '{}'),
  (9, '{"99999999999": {"lunch": ["a1"]}}')
) as f (n, value);
