-- TruncateChatMessagesOverMaxLength
-- tried: no, its source was not at hand

-- lost messages-cut: Chat messages of more than 6000 characters
--   They are cut there, without a revision.
select m.id, m.user_id, length(m.message) as characters
from chat_messages m
where length(m.message) > 6000
order by m.id;
update chat_messages set message = left(message, 6000), cooked_version = null where length(message) > 6000;
