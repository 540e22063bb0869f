-- Every line but those of polls that stay stops the migration, or may stop it.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- type
  (1, 'polls', '{"a": {"name": "lunch", "type": 5, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "lunch", "type": true, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "c": {"name": "lunch", "type": ["multiple"], "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "d": {"name": "lunch", "type": {"a": 1}, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- numbers
  (2, 'polls', '{"a": {"name": "lunch", "min": [], "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "lunch", "max": {}, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "c": {"name": "lunch", "step": true, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "d": {"name": "lunch", "anonymous_voters": false, "min": [1], "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- votes of an option
  (3, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 2147483648}]}, "b": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": -2147483649}]}, "c": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 3e9}]}, "d": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": []}]}, "e": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 99999999999999999999}]}}'),
  -- closing times
  (4, 'polls', '{"a": {"name": "lunch", "close": "0000-01-01T00:00:00.000Z", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "lunch", "close": "300000-01-01", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- beside a poll that stays; of two fields one stays, any
  (5, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "b": {"name": "lunch", "max": [], "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (6, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (6, 'polls', '{"a": {"name": "lunch", "min": [], "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}')
) as f (post_id, name, value);
