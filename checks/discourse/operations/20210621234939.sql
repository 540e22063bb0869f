-- BackfillEmailLogTopicId
-- tried: no, nothing was planted for it

update email_logs set topic_id = p.topic_id
from posts p where p.id = email_logs.post_id and email_logs.topic_id is null and p.topic_id is not null;
