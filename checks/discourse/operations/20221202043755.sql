-- UpdateChatChannelMessageCounts: a count.
-- tried: no, its source was not at hand

update chat_channels set messages_count = x.many
from (select chat_channel_id, count(*) as many from chat_messages where deleted_at is null group by chat_channel_id) x
where x.chat_channel_id = chat_channels.id;
