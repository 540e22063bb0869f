insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;
insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, replace(value, 'OPTIONS', '"options": [{"id": "a1", "html": "Soup"}]'), '2018-02-01', '2018-02-02'
from (values
  (1, 'polls', '{"a": {"name": "lunch", OPTIONS}, "b": {"name": "it''s", OPTIONS}, "c": {"name": "\"x\"", OPTIONS}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1"], "\"x\"": ["a1"]}, "9": {"it''s": ["a1"]}}')
) as f (post_id, name, value);
