-- CorrectlyMoveAssignmentsFromCustomFieldsToATable: which statement it runs depends on the columns that are there.
-- tried: discourse-assign of 2021-07

-- stops assignments-half-made: The table of assignments has a kind and no target
--   In this state the statement that the migration chooses is not SQL.
-- by hand: Run the ordinary migrations of the plugin first. They add target_id.
select a.column_name::text as column_name
from information_schema.columns a
where a.table_schema = 'public' and a.table_name = 'assignments' and a.column_name = 'assigned_to_type'
  and not exists (select from information_schema.columns b
                  where b.table_schema = 'public' and b.table_name = 'assignments' and b.column_name = 'target_id')
order by 1;
-- stops assignments-unreadable: Assignments whose user is no number
--   Who is assigned, and by whom, is written as a number; the migration stops at any other text, at nothing, and at a number that is too large.
-- by hand: Correct it, or delete the field. It should be the number of a user.
select f.id, f.topic_id, f.name, f.value
from topic_custom_fields f
where f.name in ('assigned_to_id', 'assigned_by_id') and not coalesce(pg_input_is_valid(f.value, 'integer'), false)
  and exists (select from topic_custom_fields g where g.topic_id = f.topic_id
              and g.name = case f.name when 'assigned_to_id' then 'assigned_by_id' else 'assigned_to_id' end)
order by f.id;
-- lost assignments-not-copied: Topics whose assignment is not carried over
--   Nobody is noted who assigned them, or there are several notes, of which the newest stays.
-- by hand: Assign them again. Or complete the fields before the migration.
select f.id, f.topic_id, f.value
from topic_custom_fields f
where f.name = 'assigned_to_id'
  and (not exists (select from topic_custom_fields g where g.topic_id = f.topic_id and g.name = 'assigned_by_id')
       or exists (select from topic_custom_fields g where g.topic_id = f.topic_id and g.name = f.name and g.id > f.id))
order by f.id;
