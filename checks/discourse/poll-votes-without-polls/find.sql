with single as materialized (
  select f.id, f.post_id, f.name, substring(f.name from '^polls-votes-(.*)$') as voter,
         case when pg_input_is_valid(f.value, 'json') and strpos(f.value, '\u') = 0 then f.value end::json as value
  from post_custom_fields f
  where f.name ~ '^polls-votes-[0-9]+$'
)
select f.post_id, f.id as field_id, f.name
from post_custom_fields f
where f.name = 'polls-votes'
  and f.value is distinct from '{}'
  and f.post_id not in (select post_id from post_custom_fields where name = 'polls')
union all
select s.post_id, s.id, s.name
from single s
where case json_typeof(s.value) when 'object' then true end is not true
   or exists (
        select from json_each(case json_typeof(s.value) when 'object' then s.value end) as m(poll, list)
        where case json_typeof(m.list) when 'array' then true end is not true
           or exists (
                select from json_array_elements(case json_typeof(m.list) when 'array' then m.list end) as e(value)
                where not exists (
                  select from legacy_votes v
                  where v.post_id = s.post_id and v.voter = s.voter and v.poll = m.poll
                    and v.digest = case json_typeof(e.value) when 'string' then e.value #>> '{}' end)))
order by post_id, field_id
