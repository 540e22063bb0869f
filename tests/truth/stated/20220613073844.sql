create table notifications (id serial primary key, user_id int, notification_type int, data text not null default '{}');
create table discourse_post_event_events (id serial primary key, name varchar);
-- case: nothing
-- case: a notice of an event
-- gone: select not exists (select from notifications where data::json ->> 'topic_title' = 'a & b')
insert into notifications (user_id, notification_type, data) values (7, 27, '{"topic_title": "a &amp; b"}');
-- case: a notice of an event that is no JSON
insert into notifications (user_id, notification_type, data) values (7, 27, 'no');
-- case: a notice of another kind that is no JSON
insert into notifications (user_id, notification_type, data) values (7, 1, 'no');
-- case: an index that is left
create index _temp_discourse_calendar_unescape_event_name_migration on notifications (id);
