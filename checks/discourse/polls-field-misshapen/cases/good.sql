-- Near misses: nothing here is found, and the migration passes, or stops for another reason.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- objects, empty ones, and in an array
  (1, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (2, 'polls', '{}'),
  (3, 'polls', '[{}]'),
  (4, 'polls', '[{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}, null]'),
  (5, 'polls', '{"a": {}}'),
  -- of equal keys the last counts
  (6, 'polls', '{"a": null, "a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- what is no JSON stops the migration by itself
  (7, 'polls', '{'),
  (8, 'polls', null),
  (9, 'polls', ''),
  -- a hundred levels
  (10, 'polls', '{"a": {"name": "lunch", "x": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]], "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- brackets in texts, side by side
  (11, 'polls', '{"a": {"name": "lunch", "x": "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "y": "{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (12, 'polls', '{"a": {"name": "lunch", "x": [{"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}, {"a": []}], "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- votes in an array
  (13, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (13, 'polls-votes', '[{}, 1]'),
  -- votes of another shape, or deep ones of a post without polls
  (14, 'polls-votes', '{"1": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}'),
  (15, 'polls-votes', '[]')
) as f (post_id, name, value);
