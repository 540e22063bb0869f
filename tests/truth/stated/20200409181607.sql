create table discourse_post_event_events (id serial primary key, display_invitees int);
-- case: nothing
-- case: the column is gone already
alter table discourse_post_event_events drop column display_invitees;
