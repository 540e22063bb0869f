create table topic_timers (id serial primary key, status_type int not null, duration int, duration_minutes int);
-- case: nothing
-- case: a duration in the old column alone
-- gone: select not exists (select from topic_timers where duration_minutes = 120)
insert into topic_timers (status_type, duration) values (1, 2);
-- case: a duration in both columns
-- gone: select not exists (select from topic_timers where duration_minutes = 120)
insert into topic_timers (status_type, duration, duration_minutes) values (1, 2, 120);
-- case: a duration that differs
-- gone: select not exists (select from topic_timers where duration_minutes = 120)
insert into topic_timers (status_type, duration, duration_minutes) values (1, 2, 60);
