-- What the tables hold, counted as the ledger counts it: what is there after MigratePollsData and was not before has come by it.
select post_id, poll, entity, count(*) as count
from (
  select p.post_id, p.name as poll, 'polls' as entity from polls p
  union all
  select p.post_id, p.name, 'options' from poll_options o join polls p on p.id = o.poll_id
  union all
  select p.post_id, p.name, 'votes' from poll_votes v join polls p on p.id = v.poll_id
) held
group by post_id, poll, entity
