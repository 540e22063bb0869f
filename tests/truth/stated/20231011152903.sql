create table users (id serial primary key, username varchar); create table groups (id serial primary key, name varchar); create table group_users (group_id int, user_id int);
create table topics (id serial primary key, title varchar, deleted_at timestamp); create table posts (id serial primary key, post_number int);
create table assignments (id serial primary key, assigned_to_id int, assigned_to_type varchar, assigned_by_user_id int, topic_id int, target_id int, target_type varchar, active boolean default true, created_at timestamp default now(), updated_at timestamp default now());
create table notifications (id serial primary key, notification_type int, high_priority boolean, read boolean, user_id int, created_at timestamp, updated_at timestamp, topic_id int, post_number int, data text not null default '{}');
-- case: nothing
-- case: a notice that is no JSON
insert into notifications (user_id, notification_type, data) values (7, 1, 'no');
-- case: a notice whose assignment is a text
insert into notifications (user_id, notification_type, data) values (7, 1, '{"assignment_id": "a"}');
-- case: a notice whose assignment is null
insert into notifications (user_id, notification_type, data) values (7, 1, '{"assignment_id": null}');
-- case: a notice whose assignment is too large
insert into notifications (user_id, notification_type, data) values (7, 1, '{"assignment_id": 9999999999}');
-- case: a notice of another kind, of an assignment that has ended
-- gone: select not exists (select from notifications where notification_type = 1)
insert into assignments (id, active) values (3, false); insert into notifications (user_id, notification_type, data) values (7, 1, '{"assignment_id": 3}');
-- case: a notice of another kind
-- gone: select not exists (select from notifications where notification_type = 1)
insert into notifications (user_id, notification_type, data) values (7, 1, '{"topic_title": "a"}');
