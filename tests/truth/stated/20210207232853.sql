create table topic_timers (id serial primary key, status_type int not null, duration int, duration_minutes int);
-- case: nothing
-- case: a timer of twenty-one years in days
-- gone: select not exists (select from topic_timers)
insert into topic_timers (status_type, duration) values (7, 7665);
-- case: a timer of two days
-- gone: select not exists (select from topic_timers where duration_minutes = 2880)
insert into topic_timers (status_type, duration) values (7, 2);
-- case: a timer of twenty-one years in hours
-- gone: select not exists (select from topic_timers)
insert into topic_timers (status_type, duration) values (1, 184000);
