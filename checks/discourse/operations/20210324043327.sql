-- DeleteOrphanPostRevisions
-- tried: v2.7.0.beta6

delete from post_revisions using post_revisions pr left join posts on posts.id = pr.post_id
where posts.id is null and post_revisions.id = pr.id;
