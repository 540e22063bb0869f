-- What is set aside and not yet dealt with.
select id, post_id, name, why,
       poll is not null as with_polls, coalesce(votes, '{}') not in ('{}', 'null') as with_votes, date_trunc('second', at) as set_aside_at
from auditor_skipped_polls
order by id
