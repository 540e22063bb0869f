-- ChooseLlmModelSettingMigration
-- tried: no, nothing was planted for it

-- lost model-settings-not-known: Settings that name a model which is not among the models
--   They keep a value that cannot be read any more.
-- by hand: Choose a model. In the settings of the plugin, after the migration.
select s.id, s.name, s.value
from site_settings s
where s.name in ('ai_helper_model', 'ai_embeddings_semantic_search_hyde_model') and s.value <> ''
  and split_part(s.value, ':', 1) <> 'custom'
  and not exists (select from llm_models m
                  where m.provider = split_part(s.value, ':', 1) and m.name = split_part(s.value, ':', 2))
order by s.id;
