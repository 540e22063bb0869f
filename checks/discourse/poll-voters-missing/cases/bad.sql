-- Voters who are no users.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1"]}, "10": {"lunch": ["a1", "b2", "a1", "zz"]}, "": {"lunch": ["a1"]}, "x1": {"lunch": ["a1"]}, "_1": {"lunch": ["a1"]}, "-1": {"lunch": ["a1"]}, "99999999999999999999999": {"lunch": ["b2"]}, "0x1": {"lunch": ["a1"]}, "1_0": {"lunch": ["b2"]}, "\u00a01": {"lunch": ["a1"]}, "\uff11": {"lunch": ["a1"]}}'),
  -- filed as pairs, in an array, and under the key of a poll that has another name
  (2, 'polls', '[{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}]'),
  (2, 'polls-votes', '[{"10": [["lunch", ["a1"]], "dinner"], "11": {"x": ["a1"]}}]'),
  -- twice the same nobody
  (3, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (3, 'polls-votes', '{"10": {"lunch": ["a1"]}, "010": {"lunch": ["a1"]}, "2": {"lunch": ["a1"]}}')
) as f (post_id, name, value);
