-- DropChatDraftsOverMaxLength
-- tried: no, its source was not at hand

-- lost chat-drafts-too-long: Drafts of chat messages of more than 50,000 characters
--   They are longer than any message may be; they are deleted.
select d.id, d.user_id, length(d.data) as characters
from chat_drafts d
where length(d.data) > 50000
order by d.id;
delete from chat_drafts where length(data) > 50000;
