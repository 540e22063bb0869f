-- DropOldBookmarkColumnsV2
-- tried: no, its source was not at hand

-- lost bookmarks-of-nothing: Bookmarks that lead to a post by the old columns alone
--   What is bookmarked stands in bookmarkable_id and bookmarkable_type; of these it is empty.
-- by hand: Fill them from post_id and for_topic. A user can have one bookmark of a thing; delete the other, and those whose post is gone.
select b.id, b.user_id, b.post_id, b.for_topic
from bookmarks b
where b.bookmarkable_id is null or b.bookmarkable_type is null
order by b.id;
alter table bookmarks drop constraint if exists enforce_post_id_or_bookmarkable;
drop trigger if exists bookmarks_post_id_readonly on bookmarks;
alter table bookmarks drop column if exists post_id;
drop trigger if exists bookmarks_for_topic_readonly on bookmarks;
alter table bookmarks drop column if exists for_topic;
