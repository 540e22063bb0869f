-- Each post has a legacy poll whose name a new poll has taken. Posts 30 and above: what is found beside it, and counts.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 49) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- a plain name; the key unlike the name; an array round the object
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'),
  (2, 'polls', '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (3, 'polls', '[{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}, {"tea": {"name": "tea"}}]'),
  -- no name: missing, null, false, empty, blank as Unicode sees it, an empty list or object
  (4, 'polls', '{"lunch": {"options": [{"id": "a1", "html": "Soup"}]}}'),
  (5, 'polls', '{"lunch": {"name": null, "options": [{"id": "a1", "html": "Soup"}]}}'),
  (6, 'polls', '{"lunch": {"name": false, "options": [{"id": "a1", "html": "Soup"}]}}'),
  (7, 'polls', '{"lunch": {"name": "", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (8, 'polls', '{"lunch": {"name": " \t\n\u000b\u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (9, 'polls', '{"lunch": {"name": [ ], "options": [{"id": "a1", "html": "Soup"}]}}'),
  (10, 'polls', '{"lunch": {"name": { }, "options": [{"id": "a1", "html": "Soup"}]}}'),
  -- of equal keys the last counts, however they are spelt
  (11, 'polls', '{"a": {"name": "tea", "n\u0061me": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (12, 'polls', '{"a": {"name": "tea"}, "\u0061": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  -- names that need care: quotes, backslashes, format marks, white space kept, another direction, an emoji as a pair
  (13, 'polls', '{"a": {"name": "it''s \"x\" \\ $$ %s :x ? {{y}} </script>", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (14, 'polls', '{"a": {"name": " lunch\n", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (15, 'polls', '{"a": {"name": "\u202elunch\u001b[31m", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (16, 'polls', '{"a": {"name": "\ud83c\udf5c", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (17, 'polls', '{"a": {"name": "\uffff0000\\u0000", "options": [{"id": "a1", "html": "Soup"}]}}'),
  -- escapes that cannot become text, elsewhere than in the name; the member itself is found all the same
  (18, 'polls', '{"a\u0000": {"name": "lunch", "x": "\ud83d \udf5c \\\u0000", "options": [{"id": "a1", "html": "So\u0000up"}]}}'),
  -- several polls, one of them taken; several rows for a post, one with the name
  (19, 'polls', '{"tea": {"name": "tea", "options": [{"id": "t1", "html": "Green"}]}, "lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}, "cake": {"name": "cake", "options": [{"id": "c1", "html": "Carrot"}]}}'),
  (20, 'polls', '{"tea": {"name": "tea", "options": [{"id": "t1", "html": "Green"}]}}'),
  (20, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  -- two polls of a post, both taken
  (21, 'polls', '{"tea": {"name": "tea", "options": [{"id": "a1", "html": "Soup"}]}, "lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  -- broken rows beside it
  (22, 'polls', '{"lunch": {"name": "lunch"'),
  (22, 'polls-votes', ''),
  (30, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (30, 'polls', 'lunch'),
  (30, 'polls-votes', '{"1": {"lunch": ["a1"'),
  -- votes: of users, twice over, of nobody, for no option; votes of another poll stay where they are
  (31, 'polls', '{"lunch": {"name": "lunch", "type": "multiple", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 2}, {"id": "b2", "html": " Bread\n"}]}, "tea": {"name": "tea", "options": [{"id": "t1", "html": "Green"}]}}'),
  (31, 'polls-votes', '{"1": {"lunch": ["a1", "b2", "a1"], "tea": ["t1"]}, "2": {"lunch": ["b2", "zz"]}, " 02x": {"lunch": ["b2"]}, "99": {"lunch": ["a1"]}, "": {"lunch": ["a1"]}, "5": {}}'),
  -- votes for an option that the new poll lacks, of a voter who has voted again, and the same vote again
  (32, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}, {"id": "c3", "html": "Gone", "anonymous_votes": "4 or so"}]}}'),
  (32, 'polls-votes', '[{"1": {"lunch": ["a1"]}, "2": {"lunch": ["b2"]}, "3": {"lunch": ["c3"]}, "4": {"lunch": ["b2"]}}, {"5": {"lunch": ["a1"]}}]'),
  -- votes and options that cannot be read: not counted
  (33, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (33, 'polls-votes', '{"1": ["lunch"]}'),
  (34, 'polls', '{"lunch": {"name": "lunch", "options": {"id": "a1"}}}'),
  (35, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (35, 'polls-votes', '{"1": {"lunch": "a1"}}'),
  -- many levels deep
  (36, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}], "x": ' || repeat('[', 101) || repeat(']', 101) || '}}')
) as f (post_id, name, value);

insert into polls (id, post_id, name, created_at, updated_at)
select 100 + row_number() over (), post_id, name, '2019-01-01', '2019-01-01'
from (values
  (1, 'lunch'), (2, 'lunch'), (3, 'lunch'), (4, 'poll'), (5, 'poll'), (6, 'poll'), (7, 'poll'), (8, 'poll'), (9, 'poll'),
  (10, 'poll'), (11, 'lunch'), (12, 'lunch'), (13, 'it''s "x" \ $$ %s :x ? {{y}} </script>'), (14, E' lunch\n'),
  (15, U&'\202Elunch\001B[31m'), (16, U&'\+01F35C'), (17, U&'\FFFF0000\\u0000'), (18, 'lunch'), (19, 'lunch'), (20, 'lunch'),
  (21, 'tea'), (21, 'lunch'), (22, 'lunch'), (30, 'lunch'), (31, 'lunch'), (32, 'lunch'), (33, 'lunch'), (34, 'lunch'),
  (35, 'lunch'), (36, 'lunch'), (40, 'lunch')
) as p (post_id, name);
insert into poll_options (id, poll_id, digest, html, created_at, updated_at)
select 200 + row_number() over (order by p.id, o.digest), p.id, o.digest, o.html, p.created_at, p.updated_at
from polls p
join (values (null, 'a1', 'Soup'), (31, 'n1', 'Bread'), (32, 'b2', 'Bread')) as o (post_id, digest, html)
  on o.post_id is null or o.post_id = p.post_id;
insert into poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at)
select p.id, o.id, v.user_id, p.created_at, p.updated_at
from (values (2, 'a1', 7), (32, 'a1', 2), (32, 'b2', 4), (40, 'a1', 1)) as v (post_id, digest, user_id)
join polls p on p.post_id = v.post_id
join poll_options o on o.poll_id = p.id and o.digest = v.digest;
