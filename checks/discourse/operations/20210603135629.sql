-- ConvertDateComponentToDateTime
-- tried: automation of 2021-06

-- stops dates-misshapen: Dates of automations that are no object
--   The migration reads the date by its name, and stops at what has none.
-- by hand: Make it an object. With a date, or delete the field.
select f.id
from discourse_automation_fields f
where f.component = 'date' and (f.metadata is null or json_typeof(f.metadata) in ('array', 'number', 'boolean', 'null'))
order by f.id;
-- lost dates-without-name: Dates of automations under another name
--   Only what is called date is carried over; of these nothing is.
-- by hand: Enter the date again. In the automation, after the migration.
select f.id
from discourse_automation_fields f
where f.component = 'date' and json_typeof(f.metadata) = 'object' and f.metadata ->> 'date' is null
order by f.id;
update discourse_automation_fields set metadata = json_build_object('value', metadata -> 'date'), component = 'date_time'
where component = 'date' and json_typeof(metadata) = 'object';
