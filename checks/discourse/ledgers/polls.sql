-- What MigratePollsData is meant to carry over, counted. What stops it is counted as lost: so it is until that is mended.
select 'polls' as entity, fate as outcome, reason, count(*) as count from poll_fates group by fate, reason
union all
select 'options', fate, reason, count(*) from option_fates group by fate, reason
union all
select 'votes', fate, reason, count(*) from vote_fates group by fate, reason
