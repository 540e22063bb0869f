-- case: nothing
-- case: a post queued by old code after the copy
-- gone: select not exists (select from reviewables where payload ->> 'old_queued_post_id' = '3')
insert into queued_posts (id, queue, state, user_id, raw, post_options, topic_id, created_at, updated_at) values (3, 'default', 1, 7, 'words', '{}', 5, now(), now());
-- case: a queued post that was copied
-- gone: select not exists (select from reviewables where payload ->> 'old_queued_post_id' = '3')
insert into queued_posts (id, queue, state, user_id, raw, post_options, topic_id, created_at, updated_at) values (3, 'default', 1, 7, 'words', '{}', 5, now(), now());
insert into reviewables (type, created_by_id, payload, created_at, updated_at) values ('ReviewableQueuedPost', 7, '{"old_queued_post_id": 3, "raw": "words"}', now(), now());
-- case: a view of the administrator on it
create view queue as select id, raw from queued_posts;
-- case: a foreign key to it
create table notes (queued_post_id int references queued_posts (id));
-- case: the table is gone already
drop table queued_posts cascade;
