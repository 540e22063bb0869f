-- Polls of every shape between the phases; the version before the migration's and one after it are done.
insert into users (id, username, username_lower, created_at, updated_at)
select n, 'Reader' || n, 'reader' || n, '2017-01-01', '2017-01-01' from generate_series(1, 9) n;
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01' from generate_series(1, 20) n;
insert into schema_migrations (version) values ('20180820080622'), ('20180820080624');

insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), post_id, name, value, '2018-02-01 10:00:00.5', timestamp '2018-02-02 11:00:00.5' + at
from (values
  (1, 'polls', '{"lunch": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}', interval '0'),
  (1, 'polls-votes', '{"1": {"lunch": ["a1"]}, "2": {"lunch": ["b2"]}, "77": {"lunch": ["b2"]}}', '0'),
  -- the name is taken
  (2, 'polls', '{"poll": {"name": "poll", "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 3}, {"id": "b2", "html": "Bread"}]}}', '0'),
  (2, 'polls-votes', '{"1": {"poll": ["a1"]}, "2": {"poll": ["a1"]}}', '0'),
  -- votes under the key; the second of a name
  (3, 'polls', '{"one": {"name": "x", "options": [{"id": "a1", "html": "A"}]}, "two": {"name": "x", "options": [{"id": "b2", "html": "B"}]}}', '0'),
  (3, 'polls-votes', '{"1": {"one": ["a1"], "two": ["b2"]}, "2": {"x": ["a1"]}}', '0'),
  -- several fields
  (4, 'polls', '{"poll": {"name": "poll", "options": [{"id": "a1", "html": "A"}]}}', '0'),
  (4, 'polls', '{"more": {"name": "more", "options": [{"id": "c3", "html": "C"}]}}', '1 day'),
  (4, 'polls-votes', '{"3": {"poll": ["a1"], "more": ["c3"]}}', '0'),
  -- what cannot be read, and what is no poll
  (5, 'polls', '{"poll": ', '0'),
  (6, 'polls', '{"a": null, "b": {"name": 5, "min": [], "close": "May 2018", "options": [{"id": "d4", "html": "D"}, {"id": null}]}}', '0'),
  (6, 'polls-votes', '{"4": {"b": "d4"}, "5": {"b": {"d4": 1}}, "6": null}', '0'),
  (99, 'polls', '{"poll": {"name": "poll", "options": [{"id": "a1", "html": "Soup"}]}}', '0'),
  -- no field of votes; marked before
  (7, 'polls', '{"poll": {"options": [{"id": "a1", "html": " Soup "}]}}', '0'),
  (7, 'has_polls', 't', '0')
) as f (post_id, name, value, at);

insert into polls (id, post_id, name, created_at, updated_at)
values (100, 2, 'poll', '2019-01-01', '2019-01-01'), (101, 8, 'poll', '2019-01-01', '2019-01-01');
insert into poll_options (id, poll_id, digest, html, created_at, updated_at)
values (100, 100, 'z9', ' Soup', '2019-01-01', '2019-01-01'), (101, 100, 'b2', 'Bread', '2019-01-01', '2019-01-01');
insert into poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at) values (100, 101, 2, '2019-01-01', '2019-01-01');
select setval('post_custom_fields_id_seq', 1000), setval('polls_id_seq', 1000), setval('poll_options_id_seq', 1000);
