-- The single votes, voter by voter: a row for each element of a voter's list, as in filed_votes.
-- needs: filed_votes
-- not materialized
select v.field_id, v.post_id, w.voter, w.user_id, u.id is not null as known, v.poll, v.sole, v.plain, v.place, v.value, v.digest
from filed_votes v
cross join lateral unnest(v.voters, v.user_ids) as w(voter, user_id)
left join users u on u.id = w.user_id
