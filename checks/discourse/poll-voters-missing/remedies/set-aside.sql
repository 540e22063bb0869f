insert into refused select * from found where current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.field_id = f.field_id and r.voter = f.voter;

-- Of several fields of a post the migration may keep any: who is found in one goes from all.
insert into found (post_id, field_id, voter)
select distinct f.post_id, c.id, f.voter
from found f
join post_custom_fields c on c.post_id = f.post_id and c.name = 'polls-votes'
where f.post_id in (select post_id from post_custom_fields where name = 'polls-votes' group by post_id having count(*) > 1)
  and exists (select from pg_temp.votes_in(c.value) v where v.voter = f.voter)
  and not exists (select from found o where o.field_id = c.id and o.voter = f.voter);

with edit as (
  select field_id, array_agg(voter) as voters, array_agg(null::text) as nothing from found group by field_id
)
update post_custom_fields c
set value = pg_temp.with_ballots(c.value, e.voters, e.nothing, e.nothing)
from edit e
where e.field_id = c.id;
