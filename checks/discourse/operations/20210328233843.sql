-- FixBookmarksWithIncorrectTopicId
-- tried: no, nothing was planted for it

update bookmarks set topic_id = posts.topic_id, updated_at = now()
from posts where posts.id = bookmarks.post_id and posts.topic_id <> bookmarks.topic_id;
