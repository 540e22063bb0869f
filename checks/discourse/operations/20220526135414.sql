-- RemoveCorruptedLastReadMessageId: deletes what belongs to channels that are gone.
-- tried: v2.9.0.beta12

-- lost messages-of-gone-channels: Messages of channels that are gone
--   They are deleted, and with them their revisions, reactions, bookmarks, mentions and uploads.
-- by hand: Make the channel again. With the number that the messages name, before the migration.
select m.id, m.chat_channel_id, m.user_id
from chat_messages m
where not exists (select from chat_channels c where c.id = m.chat_channel_id)
order by m.id;
delete from chat_messages m where not exists (select from chat_channels c where c.id = m.chat_channel_id);

-- nothing: they lead to nothing
delete from user_chat_channel_memberships m where not exists (select from chat_channels c where c.id = m.chat_channel_id);
update chat_messages m set in_reply_to_id = null where not exists (select from chat_messages n where n.id = m.in_reply_to_id);
delete from chat_message_revisions r where not exists (select from chat_messages m where m.id = r.chat_message_id);
delete from chat_message_reactions r where not exists (select from chat_messages m where m.id = r.chat_message_id);
delete from bookmarks b where b.bookmarkable_type = 'ChatMessage'
  and not exists (select from chat_messages m where m.id = b.bookmarkable_id);
delete from chat_mentions r where not exists (select from chat_messages m where m.id = r.chat_message_id);
delete from chat_webhook_events r where not exists (select from chat_messages m where m.id = r.chat_message_id);
delete from chat_uploads r where not exists (select from chat_messages m where m.id = r.chat_message_id);
