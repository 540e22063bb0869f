-- DropCommandsFromAiPersonas
-- tried: discourse-ai of 2024-06

-- lost personas-without-tools: Personas whose commands are not among their tools
--   Commands are called tools; of these personas there are none.
-- by hand: Choose the tools. In the settings of the persona, after the migration.
select p.id, p.name
from ai_personas p
where coalesce(cardinality(p.commands), 0) > 0 and coalesce(p.tools::text, '') in ('', '[]', '{}', 'null')
order by p.id;
drop trigger if exists ai_personas_commands_readonly on ai_personas;
alter table ai_personas drop column if exists commands;
