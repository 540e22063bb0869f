-- SeedOtherPropietaryModels: puts keys and addresses from the settings into a statement as they are.
-- tried: discourse-ai of 2024-06

-- stops other-settings-quoted: Keys or addresses of models that hold a quote
--   They are put into the statement as they are; a quote in one ends the text, and the migration stops, or does something else.
-- by hand: Take the quote out for the upgrade. A key or an address has none.
select s.id, s.name
from site_settings s
where s.name in ('ai_gemini_api_key', 'ai_cohere_api_key') and s.value like '%''%'
order by s.id;
-- lost other-models-without-user: Models that answer in the forum and have no user to answer as
--   The model is made without a user, and does not answer.
-- by hand: Link a user. In the settings of the model, after the migration.
select m.name, m.user_id
from (values ('gemini-1.5-pro', -115), ('command-r-plus', -120)) m (name, user_id)
where exists (select from site_settings s
              where s.name = 'ai_bot_enabled_chat_bots' and m.name = any (string_to_array(s.value, '|')))
  and exists (select from site_settings s where s.name in ('ai_gemini_api_key', 'ai_cohere_api_key') and s.value <> '')
  and not exists (select from users u where u.id = m.user_id)
order by m.name;
-- differs other-models-already-there: Models that are there already
--   They are made once more.
-- by hand: Delete one of the two. After the migration, in the settings of the models.
select m.id, m.name
from llm_models m
where m.name in (select b.name from (values ('gemini-1.5-pro', -115), ('command-r-plus', -120)) b (name, user_id))
  and exists (select from site_settings s where s.name in ('ai_gemini_api_key', 'ai_cohere_api_key') and s.value <> '')
order by m.id;
