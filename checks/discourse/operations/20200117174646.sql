-- MakePostReplyIdColumnReadOnly: the old column is not written any more, and nothing keeps the two in step.
-- tried: no, nothing was planted for it

-- lost replies-by-old-column: Replies that are known by the old column alone
--   From here on nothing copies reply_id to reply_post_id, and a later migration drops it.
-- mend copy: Copy the reply. Sets reply_post_id from reply_id.
-- key: post_id, reply_id
select r.post_id, r.reply_id
from post_replies r
where r.reply_post_id is null and r.reply_id is not null
order by r.post_id, r.reply_id;
update post_replies set reply_post_id = post_replies.reply_id
from found where found.post_id = post_replies.post_id and found.reply_id = post_replies.reply_id;
