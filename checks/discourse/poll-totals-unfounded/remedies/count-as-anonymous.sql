call pg_temp.find_in_copies();

with poll as (
  select g.field_id, p.key, p.value
  from (select distinct field_id, member from found) g
  join post_custom_fields c on c.id = g.field_id
  join lateral pg_temp.polls_in(c.value) p on p.key = g.member
),
edit as (
  select p.field_id, array_agg(p.key) as keys,
         array_agg(pg_temp.with_members(p.value, array['options'], array['[' || (
           select string_agg(case when f.unfounded is null then o.value::text
                    else pg_temp.with_members(o.value, array['anonymous_votes'],
                           array[least(2147483647, pg_temp.as_whole(o.value -> 'anonymous_votes') + f.unfounded)::text]) end, ',' order by o.place)
           from pg_temp.options_in(p.value) o
           left join found f on f.field_id = p.field_id and f.member = p.key and pg_temp.label(f.option) = o.id) || ']'])) as bodies
  from poll p
  group by p.field_id
)
update post_custom_fields c
set value = pg_temp.with_polls(c.value, e.keys, e.bodies)
from edit e
where c.id = e.field_id;
