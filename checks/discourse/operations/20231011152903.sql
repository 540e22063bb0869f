-- EnsureNotificationsConsistency: reads every notice as JSON, of whatever kind.
-- tried: discourse-assign of 2023-10

-- stops notices-unreadable: Notices that are no JSON, or whose assignment is no number
--   The migration reads the number of the assignment out of all notices before it looks of which kind they are. A null stops it before PostgreSQL 18.
-- mend delete: Delete the notices. The quarantine keeps them.
select n.id, n.user_id, n.notification_type
from notifications n
where case when not pg_input_is_valid(n.data, 'json') then true
           else coalesce(case json_typeof(n.data::json -> 'assignment_id')
             when 'number' then abs((n.data::json ->> 'assignment_id')::numeric) > 2147483647
             when 'null' then current_setting('server_version_num')::int < 180000
             else true end and json_typeof(n.data::json -> 'assignment_id') is not null, false) end
order by n.id;
delete from notifications using found where found.id = notifications.id;
-- lost notices-of-ended-assignments: Notices of any kind that name an assignment which has ended
--   They are deleted, where only those of assignments are meant.
select n.id, n.user_id, n.notification_type
from notifications n
join assignments a on a.id::text = case when pg_input_is_valid(n.data, 'json') then n.data::json ->> 'assignment_id' end
where n.notification_type <> 34 and not a.active
order by n.id;
