-- LlmModelsForSummarization
-- tried: discourse-ai of 2024-07

insert into site_settings (name, data_type, value, created_at, updated_at)
select 'ai_summarization_model', 1, 'custom:' || min(m.id), now(), now()
from site_settings s join llm_models m on m.name = s.value and m.provider = any (case
  when s.value in ('gpt-4', 'gpt-4-32k', 'gpt-4-turbo', 'gpt-4o', 'gpt-3.5-turbo', 'gpt-3.5-turbo-16k') then array['azure', 'open_ai']
  when s.value in ('gemini-pro', 'gemini-1.5-pro', 'gemini-1.5-flash') then array['google']
  when s.value in ('claude-2', 'claude-instant-1', 'claude-3-haiku', 'claude-3-sonnet', 'claude-3-opus')
    then array['aws_bedrock', 'anthropic']
  when s.value = 'mistralai/Mixtral-8x7B-Instruct-v0.1' then array['hugging_face', 'vllm'] end)
where s.name = 'ai_summarization_strategy'
having count(*) > 0;
