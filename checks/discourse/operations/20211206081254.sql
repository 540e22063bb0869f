-- MovePrevAssignedCustomFieldsToAssignments
-- tried: discourse-assign of 2021-12

-- stops former-assignments-unreadable: Former assignments whose user is no number
--   Who was assigned is written as a number, and as what; the migration stops at any other text and at nothing.
-- by hand: Correct it, or delete the field. It should be the number of a user or group.
select f.id, f.topic_id, f.name, f.value
from topic_custom_fields f
where (f.name = 'prev_assigned_to_id' and not coalesce(pg_input_is_valid(f.value, 'integer'), false)
       and exists (select from topic_custom_fields g where g.topic_id = f.topic_id and g.name = 'prev_assigned_to_type'))
   or (f.name = 'prev_assigned_to_type' and f.value is null
       and exists (select from topic_custom_fields g where g.topic_id = f.topic_id and g.name = 'prev_assigned_to_id'))
order by f.id;
-- lost former-assignments-halved: Topics with half of a former assignment
--   Only what has both a number and a kind is carried over.
-- by hand: Complete the pair. With prev_assigned_to_id and prev_assigned_to_type.
select f.id, f.topic_id, f.name
from topic_custom_fields f
where f.name in ('prev_assigned_to_id', 'prev_assigned_to_type')
  and not exists (select from topic_custom_fields g where g.topic_id = f.topic_id
                  and g.name = case f.name when 'prev_assigned_to_id' then 'prev_assigned_to_type' else 'prev_assigned_to_id' end)
order by f.id;
