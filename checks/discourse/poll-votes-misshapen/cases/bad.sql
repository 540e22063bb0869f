-- Each voter here has filed something that the migration cannot walk through.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(-1, 1200) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- a voter's value that has no elements
  (1, 'polls', '{}'),
  (1, 'polls-votes', '{"1": null, "2": "a1", "3": 5, "4": true, "5": {"lunch": ["a1"]}, "6": false}'),
  -- a list that has none
  (2, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, "y": {"name": " ", "options": [{"id": "c3", "html": "Tea"}]}}'),
  (2, 'polls-votes', '{"1": {"lunch": null}, "2": {"lunch": "a1"}, "3": {"lunch": "zz", "x": "a1"}, "4": {"lunch": 5}, "5": {"poll": true}, "6": {"poll": ["c3"], "lunch": false}}'),
  -- an array that names the poll without a list
  (3, 'polls', '[{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}]'),
  (3, 'polls-votes', '[{"1": ["lunch"], "2": ["dinner", ["lunch"], 5], "3": [["lunch", "b2"]], "4": [["lunch", ["a1"]], "lunch"]}, {"5": 5}]'),
  -- an object whose keys are options
  (4, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (4, 'polls-votes', '{"1": {"lunch": {"a1": true}}, "2": {"lunch": {"zz": 1, "b2": 0, "a1": 2}}, "3": {"lunch": {"zz": 1}}, "4": [["lunch", {"a1": []}]]}'),
  -- users by their leading digits
  (5, 'polls', '{"x": {"name": "it''s \"x\" \\", "options": []}}'),
  (5, 'polls-votes', '{" \t01x": 1, "+2": 2, "-1": 3, "1_00_0": 4, "0d12": 5, "0_8": 6, "7 or so": 7, "9__1": 8, "000000000000000000000000000000013": 9, "14\u0000": 10, "15": {"it''s \"x\" \\": 11}}'),
  -- of equal keys the last counts
  (6, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (6, 'polls-votes', '{"1": {"lunch": ["a1"]}, "2": {"lunch": ["a1"], "l\u0075nch": "a1"}, "1": 5}'),
  -- several rows: one of them is read
  (7, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (7, 'polls-votes', '{"1": {"lunch": ["a1"]}}'),
  (7, 'polls-votes', '{"2": {"lunch": "a1"}}'),
  (8, 'polls', '{"x": {"name": "dinner", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (8, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (8, 'polls-votes', '{"1": {"lunch": "a1"}}'),
  -- no object at all
  (9, 'polls', '{}'),
  (9, 'polls-votes', 'null'),
  (10, 'polls', '[{}]'),
  (10, 'polls-votes', ' [ ] '),
  (11, 'polls', '{}'),
  (11, 'polls-votes', '"a1"'),
  (12, 'polls', '{}'),
  (12, 'polls-votes', '[["lunch"], {"1": {"lunch": ["a1"]}}]'),
  -- half a surrogate pair in the key of a voter
  (13, 'polls', '{}'),
  (13, 'polls-votes', '{"1\udf5c": 5, "x\udf5c": {}, "2": {"lunch": []}, "5000": 5}')
) as f (post_id, name, value);
