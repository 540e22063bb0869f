-- The single votes: a row for each element of a voter's list. `digest` is null for an element that can be no option's id.
-- needs: legacy_ballots
select b.field_id, b.post_id, b.voter, b.user_id, b.known, b.poll, b.sole, e.place, e.value,
       case
         when json_typeof(e.value) <> 'string' then null
         when strpos(e.value #>> '{}', U&'\FFFF') = 0 then e.value #>> '{}'
         when e.value #>> '{}' !~* '\uFFFF(0000|d[89a-f])' then regexp_replace(e.value #>> '{}', '\uFFFFffff', U&'\FFFF', 'gi')
       end as digest
from legacy_ballots b
cross join lateral json_array_elements(case json_typeof(b.list) when 'array' then b.list end) with ordinality as e(value, place)
where b.poll is not null
