insert into refused
select * from found
where not readable and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r
where r.field_id = f.field_id and r.voter is not distinct from f.voter and r.poll is not distinct from f.poll;

update post_custom_fields c
set value = '{}'
from found f
where f.field_id = c.id and f.voter is null;

with filed as (
  select f.field_id, f.voter, f.poll, f.found, f.readable, pg_temp.list(c.value, f.voter, f.poll) as list
  from (select field_id, voter, replace(poll, U&'\FFFF', U&'\FFFFffff') as poll, found, readable from found where voter is not null) f
  join post_custom_fields c on c.id = f.field_id
),
edit as (
  select field_id, array_agg(voter) as voters, array_agg(poll) as polls,
         array_agg(case
           when readable and found = 'string' then format('[%s]', list)
           when readable and found = 'object' then (select json_agg(key)::text from (select distinct key from json_object_keys(list) k(key) order by key) k)
         end) as lists
  from filed
  group by field_id
)
update post_custom_fields c
set value = pg_temp.with_ballots(c.value, e.voters, e.polls, e.lists)
from edit e
where e.field_id = c.id;
