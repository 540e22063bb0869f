insert into refused select * from found where current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.field_id = f.field_id and r.voter = f.voter;

with edit as (
  select field_id, array_agg(voter) as voters, array_agg(null::text) as nothing from found group by field_id
)
update post_custom_fields c
set value = pg_temp.with_ballots(c.value, e.voters, e.nothing, e.nothing)
from edit e
where e.field_id = c.id;
