-- The single votes in what voters have filed: a row for each element of a list. `digest` is null for an element that can be
-- no option's id; `again`: the list has had it before.
-- needs: filed_ballots
-- not materialized
select e.field_id, e.post_id, e.sole, e.plain, e.voters, e.user_ids, e.poll, e.place, e.value, e.digest,
       case when e.place > 1 then exists (
         select from json_array_elements(e.list) with ordinality as a(value, place)
         where a.place < e.place
           and case when e.digest is null then a.value::text = e.value::text
                    else json_typeof(a.value) = 'string' and a.value #>> '{}' = e.label end)
       else false end as again
from (
  select l.*,
         case
           when l.label is null or strpos(l.label, U&'\FFFF') = 0 then l.label
           when l.label !~* '\uFFFF(0000|d[89a-f])' then regexp_replace(l.label, '\uFFFFffff', U&'\FFFF', 'gi')
         end as digest
  from (
    select b.field_id, b.post_id, b.sole, b.plain, b.voters, b.user_ids, b.poll, b.list, e.place, e.value,
           case json_typeof(e.value) when 'string' then e.value #>> '{}' end as label
    from filed_ballots b
    cross join lateral json_array_elements(case json_typeof(b.list) when 'array' then b.list end) with ordinality as e(value, place)
    where b.poll is not null and e.place between 1 and 1000000000
  ) l
) e
