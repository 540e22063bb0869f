-- PostMigratePersonaToLlmModelId
-- tried: discourse-ai of 2025-02

-- lost personas-by-old-model: Personas whose model stands in the old column alone
--   The choice moved to default_llm_id; of these it is empty.
-- by hand: Choose a model. In the settings of the persona, after the migration.
select p.id, p.name, p.default_llm
from ai_personas p
where p.default_llm is not null and p.default_llm_id is null
order by p.id;
alter table ai_personas drop column default_llm;

-- lost personas-by-old-consolidator: Personas whose model for questions stands in the old column alone
--   The choice moved to question_consolidator_llm_id; of these it is empty.
-- by hand: Choose a model. In the settings of the persona, after the migration.
select p.id, p.name, p.question_consolidator_llm
from ai_personas p
where p.question_consolidator_llm is not null and p.question_consolidator_llm_id is null
order by p.id;
alter table ai_personas drop column question_consolidator_llm;
