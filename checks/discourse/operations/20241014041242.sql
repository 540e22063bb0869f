-- AiPersonaPostMigrateDropCols
-- tried: discourse-ai of 2024-10

-- lost personas-not-to-be-talked-to: Personas that could be talked to or mentioned and cannot be by the new columns
--   The choice moved to switches for messages, channels and mentions; of these personas none is on.
-- by hand: Switch it on. In the settings of the persona, after the migration.
select p.id, p.name
from ai_personas p
where (p.allow_chat and not p.allow_chat_channel_mentions and not p.allow_chat_direct_messages)
   or (p.mentionable and not p.allow_topic_mentions)
order by p.id;
alter table ai_personas drop column allow_chat;
alter table ai_personas drop column mentionable;
