-- DropOldDiscourseCalendarTables
-- tried: discourse-calendar of 2020-08

-- lost events-not-copied: Events that are in the old table alone
--   Events moved to discourse_post_event_events; these are not there.
-- by hand: Copy the row. Or cook the post again after the migration, which makes the event anew.
select e.id
from discourse_calendar_post_events e
where not exists (select from discourse_post_event_events n where n.id = e.id)
order by e.id;
drop table if exists discourse_calendar_post_events;

-- lost invitees-not-copied: Answers to invitations that are in the old table alone
--   They moved to discourse_post_event_invitees; these are not there.
-- by hand: Copy the row. Its columns are the same in the new table.
select i.id
from discourse_calendar_invitees i
where not exists (select from discourse_post_event_invitees n where n.id = i.id)
order by i.id;
drop table if exists discourse_calendar_invitees;
