-- BackfillPolymorphicBookmarks
-- tried: no, its source was not at hand

-- lost bookmarks-of-gone-topics: Bookmarks of topics whose first post is gone
--   Which topic is meant is known by the post; without it the bookmark leads nowhere, and its last trace goes with a later migration.
-- by hand: Delete the bookmark. Or set bookmarkable_id and bookmarkable_type where somebody knows the topic.
select b.id, b.user_id, b.post_id
from bookmarks b
where b.for_topic and b.bookmarkable_id is null and not exists (select from posts p where p.id = b.post_id)
order by b.id;
update bookmarks set bookmarkable_id = post_id, bookmarkable_type = 'Post'
where not for_topic and bookmarkable_id is null;
update bookmarks set bookmarkable_id = posts.topic_id, bookmarkable_type = 'Topic'
from posts where for_topic and posts.id = bookmarks.post_id and bookmarks.bookmarkable_id is null;
