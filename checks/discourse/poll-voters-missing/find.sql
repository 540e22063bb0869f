-- Voters who are no users, and how many votes the old release could show of each.
select post_id, field_id, voter, user_id, count(*) as votes
from vote_fates
where not known and fate = 'lost'
group by post_id, field_id, voter, user_id
order by post_id, field_id, voter collate "C"
