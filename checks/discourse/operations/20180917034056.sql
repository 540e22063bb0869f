-- RemoveSuperfluousTables: tables that nothing has written since 2017.
-- tried: v2.3.0

-- nothing: who is featured in a category is worked out from its posts
drop table if exists category_featured_users;

-- lost revisions-not-kept: Revisions of posts in the old table
--   Revisions moved to post_revisions in 2013; a row that still stands in versions is one of a post that has none there of its number.
select v.id, v.versioned_type, v.versioned_id, v.number
from versions v
where not exists (
  select from post_revisions r where v.versioned_type = 'Post' and r.post_id = v.versioned_id and r.number = v.number)
order by v.id;
drop table if exists versions;

-- lost timers-not-kept: Timers of topics in the old table
--   Timers are in topic_timers; these were written to the old table by code of an earlier release, and will not run.
-- mend copy-timers: Copy the timers. Adds those that still are to run to topic_timers.
select s.id, s.topic_id, s.status_type, s.execute_at
from topic_status_updates s
where not exists (select from topic_timers m where m.topic_id = s.topic_id and m.status_type = s.status_type)
order by s.id;
insert into topic_timers (topic_id, user_id, execute_at, status_type, based_on_last_post, deleted_at, deleted_by_id, category_id, created_at, updated_at)
select s.topic_id, s.user_id, s.execute_at, s.status_type, s.based_on_last_post, s.deleted_at, s.deleted_by_id, s.category_id, s.created_at, s.updated_at
from topic_status_updates s join found on found.id = s.id;
drop table if exists topic_status_updates;
