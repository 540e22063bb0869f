-- DropUserChatChannelLastReads
-- tried: v2.9.0.beta12

-- lost readers-without-membership: Users who read a channel and are no members of it
--   How far somebody has read stands in user_chat_channel_memberships; of these there is no row.
-- by hand: Leave it. The channel is unread for them, and they can join it again.
select r.id, r.user_id, r.chat_channel_id
from user_chat_channel_last_reads r
where not exists (
  select from user_chat_channel_memberships m where m.user_id = r.user_id and m.chat_channel_id = r.chat_channel_id)
order by r.id;
drop table if exists user_chat_channel_last_reads;
