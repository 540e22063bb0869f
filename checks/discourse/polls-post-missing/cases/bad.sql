-- Every line but those of polls that stay stops the migration, or may stop it.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- polls of posts that are gone, with their votes
  (9001, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (9001, 'polls-votes', '{"1": {"lunch": ["a1"]}}'),
  (9002, 'polls', '[{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "dinner", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}, {}]'),
  (9003, 'polls', '{"a": null}'),
  (9004, 'polls', '{"a": 1, "a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- of two fields one stays, any
  (9005, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (9005, 'polls', '{}'),
  -- beside polls that stay
  (1, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}')
) as f (post_id, name, value);
