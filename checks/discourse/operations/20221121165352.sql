-- AddTypeFieldToEventsReminders
-- tried: no, nothing was planted for it

-- differs reminders-with-kind: Events whose reminders have a kind already
--   They get it twice, and are not understood any more.
-- by hand: Take the first one off. After the migration, in the event.
select e.id, e.reminders
from discourse_post_event_events e
where e.reminders ~ '(^|,)(notification|bumpTopic)\.'
order by e.id;
