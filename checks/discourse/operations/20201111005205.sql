-- MoveDataToEventDates: reads the event out of the post again.
-- tried: no, nothing was planted for it
-- open: how the post writes its event can be told by the application alone

-- note events-without-end-or-post: Events that get no date
--   Only what has an end, and stands in a post that still has its event, comes into the table of dates; others vanish from the calendar.
-- by hand: Add the date. One row in discourse_calendar_post_event_dates for the event.
select e.id
from discourse_post_event_events e
where e.ends_at is null or not exists (
  select from posts p where p.id = e.id and p.cooked like '%discourse-post-event%')
order by e.id;
-- stops events-without-start-or-end: Posts whose event has no start or no end
--   The migration writes what the post says into a column of times, and stops at an empty text.
-- by hand: Correct the post. Give its event a start and an end, and cook it again.
select e.id
from discourse_post_event_events e join posts p on p.id = e.id
where e.ends_at is not null and p.cooked like '%discourse-post-event%'
  and (p.cooked !~ 'data-start="[^"]' or p.cooked !~ 'data-end="[^"]')
order by e.id;
alter table discourse_post_event_events rename column starts_at to original_starts_at;
alter table discourse_post_event_events rename column ends_at to original_ends_at;
