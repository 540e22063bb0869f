select post_id, field_id, voter, poll, coalesce(digest, value::text) as option, reason
from vote_fates
where fate = 'dangling'
order by post_id, field_id, voter collate "C", poll collate "C", coalesce(digest, value::text) collate "C", reason
