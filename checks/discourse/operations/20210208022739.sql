-- MoveNewSinceToNewTable: withdrawn; 20210218022739 does its work.
-- tried: no, its source was not at hand

-- note dismissals-of-most-users: Users who dismissed new topics, most of whom are passed over
--   Of every 30,000 users one is looked at; a later migration does it again.
-- by hand: Leave it to the later migration. It is in every release after this one.
select s.user_id
from user_stats s
where s.new_since is not null and (select count(*) from user_stats o where o.new_since is not null) > 1
order by s.user_id;
