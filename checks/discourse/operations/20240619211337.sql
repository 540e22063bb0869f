-- UpdateAutomationScriptModels
-- tried: no, nothing was planted for it

-- stops automation-models-misshapen: Models of automations that are no object
--   The migration reads the value by its name, and stops at what has none.
-- by hand: Make it an object. With a value, or delete the field.
select f.id
from discourse_automation_fields f join discourse_automation_automations a on a.id = f.automation_id
where f.name = 'model' and a.script in ('llm_triage', 'llm_report')
  and (f.metadata is null or json_typeof(f.metadata::json) in ('array', 'number', 'boolean', 'null'))
order by f.id;
-- lost automation-models-not-known: Automations with a model that is not among the models
--   The choice is emptied.
-- by hand: Choose a model. In the automation, after the migration.
select f.id
from discourse_automation_fields f join discourse_automation_automations a on a.id = f.automation_id
where f.name = 'model' and a.script in ('llm_triage', 'llm_report')
  and json_typeof(f.metadata::json) = 'object' and coalesce(f.metadata ->> 'value', '') <> ''
  and not exists (select from llm_models m where m.name = f.metadata ->> 'value')
order by f.id;
