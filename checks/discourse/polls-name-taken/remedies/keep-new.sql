-- The legacy polls go, and the votes that stand under their names.
with taken as (
  select post_id, array_agg(name::text) as names from found group by post_id
),
edited as materialized (
  select f.id, case f.name when 'polls' then pg_temp.without_polls(f.value, t.names)
                           else pg_temp.without_votes(f.value, t.names) end as value
  from post_custom_fields f
  join taken t on t.post_id = f.post_id
  where f.name in ('polls', 'polls-votes')
)
update post_custom_fields f
set value = e.value
from edited e
where e.id = f.id and e.value <> f.value;
