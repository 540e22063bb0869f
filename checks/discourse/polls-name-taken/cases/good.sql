-- Near misses: nothing here stands in the way of the migration's polls.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 29) n;

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', '2018-02-02 11:00:00.5'
from (values
  -- a legacy poll with no new poll on its post
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1"]}}'),
  -- a new poll of another name; of another case; with white space that the legacy name lacks
  (2, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (3, 'polls', '{"lunch": {"name": "Lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (4, 'polls', '{"lunch": {"name": " lunch ", "options": [{"id": "a1", "html": "Soup"}]}}'),
  -- the key is taken, the name is not
  (5, 'polls', '{"dinner": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  -- of equal keys the last counts: of the name, and of the poll
  (6, 'polls', '{"a": {"name": "dinner", "name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  (7, 'polls', '{"a": {"name": "dinner"}, "\u0061": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}]}}'),
  -- only the first element of an array is read
  (8, 'polls', '[{"a": {"name": "lunch"}}, {"b": {"name": "dinner"}}]'),
  -- broken or empty texts, beside a new poll
  (9, 'polls', '{"poll": {"name": "poll"'),
  (10, 'polls', ''),
  (11, 'polls', null),
  (12, 'polls', '[]'),
  (12, 'polls', '"poll"'),
  (12, 'polls', 'null'),
  (12, 'polls', '[["poll"]]'),
  (13, 'polls', '{}'),
  -- members that are no polls, names that are no names: they stop the migration by themselves
  (14, 'polls', '{"a": null, "b": 5, "c": "poll", "d": [], "e": true}'),
  (15, 'polls', '{"a": {"name": 5}, "b": {"name": true}, "c": {"name": ["poll"]}, "d": {"name": {"name": "poll"}}}'),
  -- names with character zero or half a pair are no names of new polls
  (16, 'polls', '{"a": {"name": "po\u0000ll", "options": []}, "b": {"name": "\ud83d", "options": []}}'),
  (17, 'polls', '{"a": {"name": "\\u0000", "options": []}}'),
  (18, 'polls', '{"a": {"name": "\uFFFF0000"}}'),
  -- a legacy poll named before it is nested out of sight
  (19, 'polls', '{"a": {"inner": {"name": "dinner"}, "name": "lunch"}}'),
  -- not the field of the polls
  (20, 'polls-votes', '{"1": {"poll": ["a1"]}}'),
  (20, 'polls-votes-1', '{"poll": ["a1"]}'),
  (20, 'Polls', '{"poll": {"name": "poll"}}'),
  -- a quote of another kind
  (21, 'polls', '{"a": {"name": "it''s"}}'),
  (22, 'polls', '{"a": {"name": "it&#39;s"}}'),
  -- white space that counts as a name: a zero-width space is none
  (23, 'polls', '{"a": {"name": "\u200b"}}'),
  (24, 'polls', '{"a": {"name": "caf\u0065\u0301"}}')
) as f (post_id, name, value);

insert into polls (id, post_id, name, created_at, updated_at)
select 100 + row_number() over (), post_id, name, '2019-01-01', '2019-01-01'
from (values
  (2, 'dinner'), (3, 'lunch'), (4, 'lunch'), (5, 'dinner'), (6, 'dinner'), (7, 'dinner'), (8, 'dinner'), (9, 'poll'),
  (10, 'poll'), (11, 'poll'), (12, 'poll'), (13, 'poll'), (14, 'poll'), (15, 'poll'), (16, 'poll'), (16, U&'po\FFFDll'),
  (16, U&'\FFFD'), (16, U&'po\FFFF0000ll'), (17, ''), (17, 'u0000'), (18, U&'\FFFFFFFF0000'), (18, U&'\FFFFffff0000'),
  (19, 'dinner'), (20, 'poll'), (21, 'it''''s'), (22, 'it''s'), (23, 'poll'), (24, U&'caf\00e9'), (25, 'poll')
) as p (post_id, name);
insert into poll_options (id, poll_id, digest, html, created_at, updated_at)
select id, id, 'a1', 'Soup', created_at, updated_at from polls;
insert into poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at)
select id, id, 2, created_at, updated_at from polls where id <> 3;
