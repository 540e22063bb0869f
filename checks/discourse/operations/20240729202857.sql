-- MigratePersonaLlmOverride
-- tried: no, nothing was planted for it

-- lost personas-with-unknown-model: Personas with a model that is not among the models
--   The choice stays as it is written, and is dropped by a later migration.
-- by hand: Choose a model. In the settings of the persona, after the migration.
select p.id, p.name, p.default_llm
from ai_personas p
where p.default_llm is not null and split_part(p.default_llm, ':', 1) <> 'custom'
  and not exists (select from llm_models m
                  where m.provider = split_part(p.default_llm, ':', 1) and m.name = regexp_replace(p.default_llm, '^.*:', ''))
order by p.id;
