insert into users (id, username, username_lower, created_at, updated_at)
select n, 'reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 3) n;
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 9) n;
insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, replace(value, 'OPTIONS', '"options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]'), '2018-02-01', '2018-02-02'
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "type": "multiple", OPTIONS}, "tea": {"name": "tea", "type": "a multiple choice", OPTIONS}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1", "b2"], "tea": ["a1", "b2"]}}'),
  -- one option twice, one that is not there, somebody who is no user, a poll that is not there
  (2, 'polls', '{"lunch": {"name": "lunch", "type": "regular", OPTIONS}}'),
  (2, 'polls-votes', '{"1": {"lunch": ["a1", "a1"]}, "2": {"lunch": ["a1", "zz", 5]}, "99": {"lunch": ["a1", "b2"]}, "3": {"tea": ["a1", "b2"]}}')
) as f (post_id, name, value);
