-- MoveExistingTriggersToFields
-- tried: automation of 2021-05

-- stops triggers-misshapen: Triggers of automations that are no object
--   The migration reads their values by name, and stops at what has none.
-- by hand: Make it an empty object. Or delete the trigger.
select t.id, t.name
from discourse_automation_triggers t
where t.metadata is null or json_typeof(t.metadata) <> 'object'
order by t.id;
-- lost triggers-not-carried-over: Triggers of automations with a value that has no place
--   Only four kinds are carried over, and of several triggers of one automation the last is the one that stays.
-- by hand: Enter the trigger again. In the automation, after the migration.
select t.id, t.automation_id, t.name, k.key
from discourse_automation_triggers t
cross join lateral json_object_keys(case when json_typeof(t.metadata) = 'object' then t.metadata else '{}' end) k (key)
where (t.name, k.key) not in (('user_added_to_group', 'group_ids'), ('point-in-time', 'execute_at'),
    ('post_created_edited', 'category_id'), ('topic', 'topic'))
   or exists (select from discourse_automation_triggers o where o.automation_id = t.automation_id and o.id <> t.id)
order by t.id, k.key;
drop table if exists discourse_automation_triggers;
