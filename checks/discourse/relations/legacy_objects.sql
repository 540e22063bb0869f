-- needs: legacy_fields
-- not materialized
-- The object in a field that the migration looks into: the `document`, or the first element of an array.
select f.id, f.post_id, f.kind, f.created_at, f.updated_at,
       coalesce(f.fault, case
         when v.value is not null then null
         when json_typeof(f.value) = 'null' then 'json null'
         when json_typeof(f.value) = 'array' and json_typeof(f.value -> 0) is null then 'empty array'
         else 'not an object'
       end) as fault,
       f.value as document, v.value, f.sole, f.plain
from legacy_fields f
cross join lateral (
  select case json_typeof(f.value)
    when 'object' then f.value
    when 'array' then case json_typeof(f.value -> 0) when 'object' then f.value -> 0 end
  end as value
  offset 0
) v
