-- DropRemindersTable: reminders of events stand with the event as text from now on.
-- tried: discourse-calendar of 2020-08

drop table discourse_post_event_reminders;
