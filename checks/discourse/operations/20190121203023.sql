-- DropQueuedPostIdFromUserActions
-- tried: v2.3.0

-- nothing: actions that spoke of queued posts were deleted by an ordinary migration of the same release
alter table user_actions drop column queued_post_id;
