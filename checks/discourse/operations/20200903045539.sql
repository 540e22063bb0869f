-- AddIndexTopicsOnTimestampsPrivate: an index of that name which is not valid is passed over, and stays so.
-- tried: no, nothing was planted for it

create index concurrently if not exists index_topics_on_timestamps_private
on topics (bumped_at, created_at, updated_at) where deleted_at is null and archetype = 'private_message';
