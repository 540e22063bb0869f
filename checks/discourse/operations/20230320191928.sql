-- DropCompletionPromptValue
-- tried: discourse-ai of 2023-03

-- lost prompts-by-old-column: Prompts whose text stands in the old column alone
--   The text moved to messages; of these that is empty.
-- by hand: Copy the text. Into messages, before the migration.
select p.id, p.name
from completion_prompts p
where coalesce(p.value, '') <> '' and coalesce(p.messages::text, '') in ('', '[]', '{}', 'null')
order by p.id;
alter table completion_prompts drop column value;
