-- SeedOssModels: puts keys and addresses from the settings into a statement as they are.
-- tried: discourse-ai of 2024-06

-- stops oss-settings-quoted: Keys or addresses of models that hold a quote
--   They are put into the statement as they are; a quote in one ends the text, and the migration stops, or does something else.
-- by hand: Take the quote out for the upgrade. A key or an address has none.
select s.id, s.name
from site_settings s
where s.name in ('ai_hugging_face_api_key', 'ai_hugging_face_api_url', 'ai_hugging_face_model_display_name', 'ai_vllm_api_key', 'ai_vllm_endpoint', 'ai_vllm_endpoint_srv') and s.value like '%''%'
order by s.id;
-- lost oss-models-without-user: Models that answer in the forum and have no user to answer as
--   The model is made without a user, and does not answer.
-- by hand: Link a user. In the settings of the model, after the migration.
select m.name, m.user_id
from (values ('mixtral-8x7B-Instruct-V0.1', -114)) m (name, user_id)
where exists (select from site_settings s
              where s.name = 'ai_bot_enabled_chat_bots' and m.name = any (string_to_array(s.value, '|')))
  and exists (select from site_settings s where s.name in ('ai_hugging_face_api_key', 'ai_hugging_face_api_url', 'ai_hugging_face_model_display_name', 'ai_vllm_api_key', 'ai_vllm_endpoint', 'ai_vllm_endpoint_srv') and s.value <> '')
  and not exists (select from users u where u.id = m.user_id)
order by m.name;
-- differs oss-models-already-there: Models that are there already
--   They are made once more.
-- by hand: Delete one of the two. After the migration, in the settings of the models.
select m.id, m.name
from llm_models m
where m.name in (select b.name from (values ('mixtral-8x7B-Instruct-V0.1', -114)) b (name, user_id))
  and exists (select from site_settings s where s.name in ('ai_hugging_face_api_key', 'ai_hugging_face_api_url', 'ai_hugging_face_model_display_name', 'ai_vllm_api_key', 'ai_vllm_endpoint', 'ai_vllm_endpoint_srv') and s.value <> '')
order by m.id;
-- stops oss-limit-not-a-number: A limit of tokens that is no number
--   It is put into the statement as it is.
-- by hand: Correct the setting. It should be a whole number.
select s.id, s.name, s.value
from site_settings s
where s.name = 'ai_hugging_face_token_limit' and not pg_input_is_valid(s.value, 'integer')
  and exists (select from site_settings k where k.name = 'ai_hugging_face_api_key' and k.value <> '')
  and exists (select from site_settings k where k.name = 'ai_hugging_face_api_url' and k.value <> '')
order by s.id;
