-- AlterBumpedAtIndexesOnTopics
-- tried: no, nothing was planted for it

create index concurrently if not exists index_topics_on_bumped_at_public
on topics (bumped_at) where deleted_at is null and archetype::text <> 'private_message'::text;
drop index if exists index_topics_on_bumped_at;
drop index if exists index_forum_threads_on_bumped_at;
