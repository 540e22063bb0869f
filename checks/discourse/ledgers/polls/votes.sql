-- `user_id` is that of a user; any other voter stands in `voter` as it was filed.
select post_id, poll, option, user_id, voter, outcome, reason, field_id
from (
  select post_id, coalesce(filed_under, poll) as poll, coalesce(digest, value::text) as option,
         case when known then user_id end as user_id, case when not known then voter end as voter,
         fate as outcome, reason, field_id
  from vote_fates
) votes
order by post_id, poll collate "C", user_id, voter collate "C", option collate "C"
