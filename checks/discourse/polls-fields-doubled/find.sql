-- Posts whose fields of one kind differ. A conflict is a place (a poll's key, or a voter and a poll) where they say
-- different things; a field that cannot be read may say anything.
with field as materialized (
  select id, post_id, kind, value, fault in ('not json', 'half a character') as unread from legacy_objects where not sole
),
entry as (
  select f.post_id, f.kind, m.key as place, null::text as within, m.value::text as value
  from field f
  cross join lateral json_each(f.value) as m(key, value)
  where f.kind = 'polls'
  union all
  select f.post_id, f.kind, m.key, b.key, coalesce(b.value, m.value)::text
  from field f
  cross join lateral json_each(f.value) as m(key, value)
  left join lateral json_each(case json_typeof(m.value) when 'object' then m.value end) as b(key, value) on true
  where f.kind = 'votes'
),
conflict as (
  select post_id, kind, count(*) as conflicts
  from (
    select post_id, kind from entry group by post_id, kind, place, within having count(distinct value collate "C") > 1
    union all
    select post_id, kind from entry where kind = 'votes'
    group by post_id, kind, place having bool_or(within is null) and count(distinct value collate "C") > 1
  ) one
  group by post_id, kind
)
select f.post_id, f.name, count(*) as fields,
       coalesce(min(c.conflicts), 0) as conflicts,
       (select count(*) from field o where o.post_id = f.post_id and o.kind = min(f.kind) and o.unread) as unreadable
from (
  select post_id, name, value, case name when 'polls' then 'polls' else 'votes' end as kind
  from post_custom_fields
  where name in ('polls', 'polls-votes')
) f
left join conflict c on c.post_id = f.post_id and c.kind = f.kind
group by f.post_id, f.name
having count(*) > 1 and (count(distinct f.value collate "C") > 1 or count(f.value) between 1 and count(*) - 1)
order by f.post_id, f.name
