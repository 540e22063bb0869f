-- Polls of no post.
select p.id as poll_id, p.name,
       (select count(*) from poll_options o where o.poll_id = p.id) as options,
       (select count(*) from poll_votes v where v.poll_id = p.id) as votes
from polls p
where p.post_id is null
order by p.id
