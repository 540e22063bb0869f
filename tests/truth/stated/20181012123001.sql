-- case: nothing
-- case: a locked trust level of a user
-- gone: select not exists (select from users where group_locked_trust_level = 2)
insert into users (id, username, username_lower, created_at, updated_at, trust_level, group_locked_trust_level) values (7, 'joe', 'joe', now(), now(), 1, 2);
-- case: a column of posts with that name
-- gone: select not exists (select from information_schema.columns where table_name = 'posts' and column_name = 'group_locked_trust_level')
alter table posts add column group_locked_trust_level int;
insert into posts (user_id, topic_id, post_number, raw, cooked, created_at, updated_at, last_version_at, group_locked_trust_level) values (1, 1, 1, 'a', 'a', now(), now(), now(), 3);
