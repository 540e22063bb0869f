-- PostMigrateGiftFromPmToPms
-- tried: automation of 2021-05

-- stops gift-messages-misshapen: Automations whose message is no object
--   The migration reads title and body out of it, and stops at a list, a number or a truth value.
-- by hand: Make it an object. With a title and a body, or delete the field.
select f.id, json_typeof(f.metadata) as kind
from discourse_automation_fields f
where f.name = 'giftee_assignment_message' and json_typeof(f.metadata) in ('array', 'number', 'boolean')
order by f.id;
-- lost gift-messages-not-encrypted: Automations whose message was not to be encrypted
--   What is false becomes true.
-- by hand: Set it again. In the automation, after the migration.
select f.id
from discourse_automation_fields f
where f.name = 'giftee_assignment_message' and json_typeof(f.metadata) = 'object' and f.metadata ->> 'encrypt' = 'false'
order by f.id;
