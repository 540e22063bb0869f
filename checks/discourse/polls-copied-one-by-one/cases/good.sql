-- The migration has run: what it has copied is still where it was.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 3) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 3) n;
insert into schema_migrations (version) values ('20180820080622'), ('20180820080623'), ('20180820080624');

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1"]}}'),
  (1, 'has_polls', 't'),
  (2, 'polls', '{'),
  (3, 'polls-votes', '{}')
) as f (post_id, name, value);
insert into polls (id, post_id, name, created_at, updated_at) values (1, 1, 'lunch', '2018-02-01 10:00:00', '2018-02-02 11:00:00');
