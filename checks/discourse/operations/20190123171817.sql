-- DropQueuedPosts
-- tried: v2.3.0

-- lost posts-still-queued: Queued posts that are not among the reviewables
--   Queued posts were copied to reviewables, each with its old number in the payload. What was queued by old code after that is not there, and goes unread.
-- by hand: Approve or reject them in the release that queued them. Or add a reviewable for each; its payload holds old_queued_post_id and raw.
select q.id, q.user_id, q.topic_id, q.created_at
from queued_posts q
where not exists (
  select from reviewables r where r.type = 'ReviewableQueuedPost' and r.payload ->> 'old_queued_post_id' = q.id::text)
order by q.id;
drop table queued_posts;
