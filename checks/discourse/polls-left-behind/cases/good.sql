-- Everything arrived, but for votes of nobody and for nothing.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 3) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;
insert into polls (id, post_id, name, created_at, updated_at) values (1, 1, 'lunch', '2019-01-01', '2019-01-01');
insert into poll_options (id, poll_id, digest, html, created_at, updated_at) values (1, 1, 'a1', 'Soup', '2019-01-01', '2019-01-01');
insert into poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at) values (1, 1, 1, '2019-01-01', '2019-01-01');
insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, replace(value, 'OPTIONS', '"options": [{"id": "a1", "html": "Soup"}]'), '2018-02-01', '2018-02-02'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", OPTIONS}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1", "zz"], "tea": ["a1"]}, "9": {"lunch": ["a1"]}}')
) as f (post_id, name, value);
insert into schema_migrations values ('20180820080623');
