-- UnescapeEventName: outside a transaction.
-- tried: discourse-calendar of 2022-06

-- stops event-notices-unreadable: Notices of events that are no JSON
--   The migration reads the title out of them, and stops part way at one that it cannot read.
-- mend delete: Delete the notices. The quarantine keeps them.
select n.id, n.user_id
from notifications n
where n.notification_type in (27, 28) and not pg_input_is_valid(n.data, 'json')
order by n.id;
delete from notifications using found where found.id = notifications.id;
-- stops event-index-left: An index that is left from a run that was broken off
--   The migration makes it, and stops where the name is taken.
-- by hand: Drop the index. Nothing else uses it.
select c.relname::text as name
from pg_catalog.pg_class c
where c.relname = '_temp_discourse_calendar_unescape_event_name_migration'
order by 1;
