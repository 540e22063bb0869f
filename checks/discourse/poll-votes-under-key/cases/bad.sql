-- Votes that the old release showed, under the key of a poll.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- the name is another one, blank, missing, or of another case
  (1, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}, " ": {"name": " ", "options": [{"id": "c3", "html": "Tea"}]}}'),
  (1, 'polls-votes', '{"1": {"x": ["a1"]}, "2": {"x": ["b2", "zz", "a1", "b2"], "lunch": ["a1"]}, "3": {" ": ["c3", ["c3"]], "poll": []}, "10": {"x": ["a1"]}}'),
  (2, 'polls', '{"Lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}, "tea": {"options": [{"id": "c3", "html": "Tea"}]}}'),
  (2, 'polls-votes', '[{"1": {"Lunch": ["a1"], "tea": ["c3"]}, "2": [["tea", ["c3"]], ["poll", []]], "04": {"tea": ["c3"]}}, 5]'),
  -- keys and names changed about
  (3, 'polls', '{"x": {"name": "y", "options": [{"id": "a1", "html": "Soup"}]}, "y": {"name": "x", "options": [{"id": "b2", "html": "Tea"}]}}'),
  (3, 'polls-votes', '{"1": {"x": ["a1"], "y": ["b2"]}, "2": {"x": ["a1", "b2"]}}'),
  -- names that need care
  (4, 'polls', '{"x": {"name": "it''s \"x\" \\ \uffff0000 \ud83c\udf5c", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (4, 'polls-votes', '{"1": {"x": ["a1"], "q\u0000": "\ud83c\uFFFF"}}')
) as f (post_id, name, value);
