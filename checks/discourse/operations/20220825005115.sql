-- BackfillOutboundMessageId: takes one message where a post has several.
-- tried: no, what it takes is a matter of chance

-- note posts-with-several-messages: Posts of the last year that came by more than one mail
--   Answers by mail find a post by its message id; which of several is taken nobody can say.
-- by hand: Leave it. Answers to the other mail make a topic of their own.
select i.post_id, count(distinct i.message_id) as messages
from incoming_emails i join posts p on p.id = i.post_id
where i.message_id is not null and p.created_at > now() - interval '1 year' and p.outbound_message_id is null
group by i.post_id
having count(distinct i.message_id) > 1
order by i.post_id;
