-- Every line but those of polls that stay stops the migration, or may stop it.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- nothing; empty; cut short; a mark in front; what JavaScript would read
  (1, 'polls', null),
  (2, 'polls', ''),
  (3, 'polls', '{"a": {"name": "lunch"'),
  (4, 'polls', '﻿{}'),
  (5, 'polls', '{"a": {"max": NaN}}'),
  (6, 'polls', '{''a'': {}}'),
  -- text after the end
  (7, 'polls', '{} {}'),
  -- half a character at the end of a text, also where nobody looks
  (8, 'polls', '{"a": {"name": "lunch \ud83d", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (9, 'polls', '{"a": {"name": "lunch", "x": "\uD83Dabcde", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- votes, beside polls that are well
  (10, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (10, 'polls-votes', null),
  (11, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (11, 'polls-votes', '{"1": {"lunch": ["a1"'),
  (12, 'polls', '{}'),
  (12, 'polls-votes', ''),
  -- of two fields one stays, any
  (13, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (13, 'polls', '{')
) as f (post_id, name, value);
