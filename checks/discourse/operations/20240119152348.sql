-- ExplicitProviderBackwardsCompat: puts the provider before the name of a model.
-- tried: discourse-ai of 2024-01

-- lost models-of-features-off: Settings that name a model for a feature which is off
--   The setting is deleted.
-- by hand: Note the value. And set it again when the feature is switched on.
select s.id, s.name, s.value
from site_settings s
join (values ('ai_helper_model', 'composer_ai_helper_enabled'),
             ('ai_embeddings_semantic_search_hyde_model', 'ai_embeddings_semantic_search_enabled')) f (model, feature)
  on f.model = s.name
where split_part(coalesce(s.value, ''), ':', 1) not in ('aws_bedrock', 'anthropic', 'open_ai', 'hugging_face', 'vllm', 'google')
  and not exists (select from site_settings e where e.name = f.feature and e.value = 't')
order by s.id;
-- lost models-not-known: Settings that name a model which is none of the known ones
--   The value is emptied.
-- by hand: Set provider and model. After the migration, in the settings of the plugin.
select s.id, s.name, s.value
from site_settings s
join (values ('ai_helper_model', 'composer_ai_helper_enabled'),
             ('ai_embeddings_semantic_search_hyde_model', 'ai_embeddings_semantic_search_enabled')) f (model, feature)
  on f.model = s.name
where split_part(coalesce(s.value, ''), ':', 1) not in ('aws_bedrock', 'anthropic', 'open_ai', 'hugging_face', 'vllm', 'google')
  and exists (select from site_settings e where e.name = f.feature and e.value = 't')
  and coalesce(s.value, '') not in ('gpt-3.5-turbo', 'gpt-4', 'gpt-3.5-turbo-16k', 'gpt-4-32k', 'gpt-4-turbo', 'gpt-4o',
    'gemini-pro', 'StableBeluga2', 'Upstage-Llama-2-*-instruct-v2', 'Llama2-*-chat-hf', 'Llama2-chat-hf',
    'claude-instant-1', 'claude-2', 'mistralai/Mixtral-8x7B-Instruct-v0.1', 'mistralai/Mistral-7B-Instruct-v0.2')
order by s.id;
