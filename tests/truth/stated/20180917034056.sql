-- case: nothing
-- case: who is featured in a category
-- gone: select to_regclass('category_featured_users') is not null
insert into category_featured_users (category_id, user_id, created_at, updated_at) values (1, 1, now(), now());
-- case: a revision in the old table alone
-- gone: select not exists (select from post_revisions where post_id = 7)
insert into versions (versioned_type, versioned_id, number, modifications, created_at, updated_at) values ('Post', 7, 2, 'x', now(), now());
-- case: a revision in both tables
-- gone: select not exists (select from post_revisions where post_id = 7)
insert into versions (versioned_type, versioned_id, number, modifications, created_at, updated_at) values ('Post', 7, 2, 'x', now(), now());
insert into post_revisions (post_id, number, modifications, created_at, updated_at) values (7, 2, 'x', now(), now());
-- case: a timer in the old table alone
-- gone: select not exists (select from topic_timers where topic_id = 5)
alter table topic_status_updates disable trigger user;
insert into topic_status_updates (execute_at, status_type, user_id, topic_id, created_at, updated_at) values (now(), 1, 1, 5, now(), now());
-- case: a timer in both tables
-- gone: select not exists (select from topic_timers where topic_id = 5)
alter table topic_status_updates disable trigger user;
insert into topic_status_updates (execute_at, status_type, user_id, topic_id, created_at, updated_at) values (now(), 1, 1, 5, now(), now());
insert into topic_timers (execute_at, status_type, user_id, topic_id, created_at, updated_at) values (now(), 1, 1, 5, now(), now());
-- case: a view of the administrator on one of the tables
create view old_versions as select * from versions;
-- case: a foreign key to one of the tables
create table kept_versions (id int references versions (id));
-- case: one of the tables is gone already
drop table versions cascade;
