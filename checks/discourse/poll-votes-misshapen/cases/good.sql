-- Near misses: nothing here stops the migration.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (post_id, name, value, created_at, updated_at)
select post_id, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}', '2018-02-01', '2018-02-02'
from generate_series(1, 19) as p(post_id);

insert into post_custom_fields (post_id, name, value, created_at, updated_at)
select post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  (1, 'polls-votes', '{"1": {"lunch": ["a1", "b2"]}, "2": {"lunch": ["b2"]}, "3": {}}'),
  -- voters who are no users are passed over
  (2, 'polls-votes', '{"10": null, "11": "a1", "12": 5, "13": true, "14": ["lunch"], "15": {"lunch": null}, "16": {"lunch": {"a1": 1}}, "": {"lunch": "a1"}, "x1": 5, "_1": 5, "99999999999999999999": 5, "-1": 5, "\u00a01": 5}'),
  -- a poll that the post does not have: by key, by case, by white space
  (3, 'polls-votes', '{"1": {"x": "a1", "Lunch": null, "lunch ": 5, "poll": false}}'),
  -- arrays: of nothing, of other things, of pairs, and of lists that count by their first element
  (4, 'polls-votes', '{"1": [], "2": ["dinner", 5, null, {"lunch": "a1"}, [], [5], [["lunch"]]], "3": [["lunch", ["a1"]], ["dinner"]], "4": [["lunch", [], "a1"]]}'),
  -- objects in the place of a list, none of whose keys is an option
  (5, 'polls-votes', '{"1": {"lunch": {}}, "2": {"lunch": {"zz": "a1"}}, "3": {"lunch": {"A1": 1}}}'),
  -- odd things within a list are dropped
  (6, 'polls-votes', '{"1": {"lunch": [null, 5, true, {"a1": 1}, ["a1"], "zz"]}}'),
  -- of equal keys the last counts
  (7, 'polls-votes', '{"1": 5, "1": {"lunch": "a1", "lunch": ["a1"]}, "2": [["lunch"], ["lunch", ["a1"]]]}'),
  -- only the first element of an array is read
  (8, 'polls-votes', '[{"1": {"lunch": ["a1"]}}, {"1": 5}]'),
  -- votes that stand alone are never read
  (20, 'polls-votes', 'null'),
  (21, 'polls-votes', '{"1": 5}'),
  (22, 'polls-votes-1', '{"lunch": "a1"}'),
  (22, 'Polls', '{"x": {"name": "lunch"}}'),
  (22, 'polls-votes', '{"1": {"lunch": null}}')
) as f (post_id, name, value);
