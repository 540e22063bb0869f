-- Near misses: nothing here is found, and the migration passes, or stops for another reason.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- as they were written
  (1, 'polls', '{"a": {"name": "lunch", "type": "multiple", "min": "1", "max": 2, "step": null, "anonymous_voters": 3, "close": "2018-11-30T12:00:00.000Z", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- large, negative, fractions, texts: cut to size
  (2, 'polls', '{"a": {"name": "lunch", "min": 99999999999, "max": -5, "step": 1.5, "anonymous_voters": "99999999999", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (3, 'polls', '{"a": {"name": "lunch", "min": "", "max": "x", "type": "number 2", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- votes that just fit
  (4, 'polls', '{"a": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 2147483647}]}, "b": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": -2147483648}]}, "c": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 2147483647.5}]}, "d": {"name": "lunch", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 0.5}]}}'),
  -- closing times that cannot be read
  (5, 'polls', '{"a": {"name": "lunch", "close": "soon", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (6, 'polls', '{"a": {"name": "lunch", "close": 5, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  -- of equal keys the last counts; what is no poll has none
  (7, 'polls', '{"a": {"name": "lunch", "min": [], "min": 1, "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (8, 'polls', '{"a": []}')
) as f (post_id, name, value);
