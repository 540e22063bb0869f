create table discourse_calendar_post_events (id int primary key); create table discourse_calendar_invitees (id int primary key);
create table discourse_post_event_events (id int primary key); create table discourse_post_event_invitees (id int primary key);
-- case: nothing
-- case: an event in the old table alone
-- gone: select not exists (select from discourse_post_event_events)
insert into discourse_calendar_post_events values (1);
-- case: an event in both tables
-- gone: select not exists (select from discourse_post_event_events)
insert into discourse_calendar_post_events values (1); insert into discourse_post_event_events values (1);
-- case: an answer in the old table alone
-- gone: select not exists (select from discourse_post_event_invitees)
insert into discourse_calendar_invitees values (1);
