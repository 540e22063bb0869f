call pg_temp.find_in_copies();

with wanted as (
  select field_id, member, array_agg(pg_temp.label(option)) as options, array_agg(unfounded) as votes
  from (select field_id, member, option, max(unfounded) as unfounded from found group by field_id, member, option) one
  group by field_id, member
),
edit as (
  select w.field_id, array_agg(p.key) as keys,
         array_agg(pg_temp.with_members(p.value, array['options'], array['[' || (
           select string_agg(case when n.votes is null then o.value::text
                    else pg_temp.with_members(o.value, array['anonymous_votes'],
                           array[least(2147483647, pg_temp.as_whole(o.value -> 'anonymous_votes') + n.votes)::text]) end, ',' order by o.place)
           from pg_temp.options_in(p.value) o
           left join unnest(w.options, w.votes) as n(id, votes) on n.id = o.id) || ']'])) as bodies
  from wanted w
  join post_custom_fields c on c.id = w.field_id
  join lateral pg_temp.polls_in(c.value) p on p.key = w.member
  group by w.field_id
)
update post_custom_fields c
set value = pg_temp.with_polls(c.value, e.keys, e.bodies)
from edit e
where c.id = e.field_id;
