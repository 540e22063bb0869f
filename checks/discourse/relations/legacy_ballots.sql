-- What voters have filed, voter by voter: a row for each poll that a voter names, and one without a poll for a voter who
-- names none. `known`: users has the voter; `value` is all that the voter has filed.
-- needs: filed_ballots
-- not materialized
select b.field_id, b.post_id, w.voter, w.user_id, u.id is not null as known, b.poll, b.list, b.value, b.sole, b.plain, b.fault
from filed_ballots b
cross join lateral unnest(b.voters, b.user_ids) as w(voter, user_id)
left join users u on u.id = w.user_id
