-- What MigratePollsData is meant to carry over, counted by poll. What stops it is counted as lost: so it is until that is mended.
-- A vote counts for the poll that it was shown in; where it was shown in none, under the label that it stands under.
select post_id, poll, entity, outcome, reason, count(*) as count
from (
  select post_id, coalesce(name, key) as poll, 'polls' as entity, fate as outcome, reason from poll_fates
  union all
  select post_id, coalesce(name, key), 'options', fate, reason from option_fates
  union all
  select post_id, coalesce(filed_under, poll), 'votes', fate, reason from vote_fates
) fates
group by post_id, poll, entity, outcome, reason
order by post_id, poll collate "C", entity, outcome, reason collate "C"
