create table discourse_post_event_reminders (id serial primary key, post_id int);
-- case: nothing
-- case: a reminder
-- gone: select to_regclass('discourse_post_event_reminders') is null
insert into discourse_post_event_reminders (post_id) values (1);
-- case: the table is gone already
drop table discourse_post_event_reminders;
