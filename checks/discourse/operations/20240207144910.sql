-- FixLlmBackedSettingDefaults: sets what was left empty.
-- tried: discourse-ai of 2024-02

-- stops model-settings-empty: Settings for a model that are there and empty
--   The migration takes an empty setting for one that is not there, and stops when it makes it.
-- mend delete: Delete the empty setting. The migration makes it anew with what is usual; the quarantine keeps it.
select s.id, s.name
from site_settings s
join (values ('ai_helper_model', 'composer_ai_helper_enabled'),
             ('ai_embeddings_semantic_search_hyde_model', 'ai_embeddings_semantic_search_enabled')) f (model, feature)
  on f.model = s.name
where coalesce(s.value, '') = '' and exists (select from site_settings e where e.name = f.feature and e.value = 't')
order by s.id;
delete from site_settings using found where found.id = site_settings.id;
