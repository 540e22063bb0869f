-- PopulatePendingPostsCountColumn
-- tried: no, its source was not at hand

update user_stats set pending_posts_count = x.count
from (select created_by_id, count(*) as count from reviewables
      where type = 'ReviewableQueuedPost' and status = 0 group by created_by_id) x
where x.created_by_id = user_stats.user_id;
