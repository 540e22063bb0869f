-- Votes of users that the old release could show and that the migration will not find.
select post_id, field_id, voter, poll, digest as option, filed_under as name
from vote_fates
where known and fate = 'lost' and reason = 'under the key of a poll that has another name' and filed_under is not null
order by post_id, field_id, voter collate "C", poll collate "C", digest collate "C"
