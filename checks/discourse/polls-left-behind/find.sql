-- Only where polls have been copied already: before that, other checks speak for what the copying loses. Votes that the old release
-- could not show, and those of nobody who is a user, are not counted: there is nowhere to put them.
with missed as materialized (
  select post_id, coalesce(name, key) as poll, 1 as polls, 0 as votes
  from poll_fates
  where poll_id is null and fate in ('migrates', 'lost')
  union all
  select post_id, coalesce(filed_under, poll), 0, 1
  from vote_fates
  where fate in ('migrates', 'lost') and known
)
select m.post_id, m.poll, p.topic_id, sum(m.polls) as polls, sum(m.votes) as votes
from missed m
left join posts p on p.id = m.post_id
where exists (select from schema_migrations where version = '20180820080623')
group by m.post_id, m.poll, p.topic_id
order by m.post_id, m.poll collate "C"
