-- ConvertRecurrenceToCustomField
-- tried: automation of 2022-04

-- stops recurrences-misshapen: Recurrences of automations that are no object
--   The migration reads the value by its name, and stops at what has none.
-- by hand: Make it an object. With a value, or delete the field.
select f.id
from discourse_automation_fields f
where f.name = 'recurrence' and (f.metadata is null or json_typeof(f.metadata) in ('array', 'number', 'boolean', 'null'))
order by f.id;
