-- Yours to change: where options of one id say different things, whose text counts, if loss is allowed: the 'first' or 'last'.
set local auditor.counts = 'first';

-- A text that differs from that of the first is given up only where that was allowed; else its poll is left as it is.
insert into refused
select * from found f
where exists (select from found o where o.field_id = f.field_id and o.member = f.member and not o.same_text)
  and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.field_id = f.field_id and r.member = f.member;

-- Anonymous votes of an option that is no mere copy are added to those of the first.
with listed as (
  select d.field_id, d.member, p.value as poll, o.place, o.value, o.id, f.place is not null as goes,
         first_value(o.value) over same as first, row_number() over same as nth,
         first_value(o.value) over (partition by d.field_id, d.member, o.id order by o.place desc) as last
  from (select distinct field_id, member from found) d
  join post_custom_fields c on c.id = d.field_id
  join lateral pg_temp.polls_in(c.value) p on p.key = d.member
  cross join lateral (
    select e.place, e.value, case json_typeof(e.value) when 'string' then 'id' else e.value ->> 'id' end as id
    from pg_temp.options_in(p.value) e
  ) o
  left join found f on f.field_id = d.field_id and f.member = d.member and f.place = o.place
  window same as (partition by d.field_id, d.member, o.id order by o.place)
),
added as (
  select field_id, member, id, sum(greatest(pg_temp.as_whole(value -> 'anonymous_votes'), 0)) as votes
  from listed
  where goes and json_typeof(value) = 'object' and value::text <> first::text
  group by field_id, member, id
),
edit as (
  select field_id, array_agg(member) as keys, array_agg(body) as bodies
  from (
    select l.field_id, l.member,
           pg_temp.with_members((array_agg(l.poll))[1], array['options'], array['[' || string_agg(
             case
               when l.nth > 1 or a.votes is null or json_typeof(l.value) <> 'object' then l.value::text
               else pg_temp.with_members(l.value, array['html', 'anonymous_votes'], array[
                 (case current_setting('auditor.counts') when 'last' then l.last else l.value end -> 'html')::text,
                 case when a.votes = 0 then (l.value -> 'anonymous_votes')::text
                      else least(2147483647, a.votes + pg_temp.as_whole(l.value -> 'anonymous_votes'))::text end])
             end, ',' order by l.place) filter (where not l.goes) || ']']) as body
    from listed l
    left join added a on a.field_id = l.field_id and a.member = l.member and a.id is not distinct from l.id
    group by l.field_id, l.member
  ) p
  group by field_id
)
update post_custom_fields c
set value = pg_temp.with_polls(c.value, e.keys, e.bodies)
from edit e
where c.id = e.field_id;
