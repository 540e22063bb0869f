-- DropOrphanedReviewableFlaggedPosts
-- tried: no, its source was not at hand

-- lost flags-of-gone-posts: Flags that wait for somebody, of posts that are gone
--   There is nothing to decide on; they are deleted, and what was said of them stays without them.
select r.id, r.target_id
from reviewables r
where r.type = 'ReviewableFlaggedPost' and r.status = 0 and r.target_type = 'Post'
  and not exists (select from posts p where p.id = r.target_id)
order by r.id;
delete from reviewables
where type = 'ReviewableFlaggedPost' and status = 0 and target_type = 'Post' and target_id not in (select id from posts);
