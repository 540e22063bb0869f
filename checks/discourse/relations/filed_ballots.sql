-- The polls in what voters have filed: a row for each poll, and one without a poll where none is named.
--
-- What is filed is an object of lists, or an array whose elements are pairs of a poll and a list, or bare polls without one;
-- of equal polls the last counts.
-- fault: 'no polls' where it is neither object nor array, 'no name' where that can be no name of a poll, and for the
-- list 'no list' where it is neither array nor object, 'object' where it is that.
-- needs: legacy_filed
-- not materialized
select v.field_id, v.post_id, v.sole, v.plain, v.voters, v.user_ids, v.value, f.poll, f.list,
       case
         when json_typeof(v.value) not in ('object', 'array') then 'no polls'
         when f.kind is null then null
         when f.poll is null then 'no name'
         when f.kind = 'object' then 'object'
         when f.kind <> 'array' then 'no list'
       end as fault
from legacy_filed v
left join lateral (
  select distinct on (filed.poll collate "C")
         case
           when strpos(filed.poll, U&'\FFFF') = 0 then filed.poll
           when filed.poll !~* '\uFFFF(0000|d[89a-f])' then regexp_replace(filed.poll, '\uFFFFffff', U&'\FFFF', 'gi')
         end as poll,
         filed.list, coalesce(json_typeof(filed.list), 'null') as kind
  from (
    select e.key as poll, e.value as list, e.place
    from json_each(case json_typeof(v.value) when 'object' then v.value end) with ordinality as e(key, value, place)
    union all
    select case json_typeof(e.value)
             when 'string' then e.value #>> '{}'
             when 'array' then case json_typeof(e.value -> 0) when 'string' then e.value ->> 0 end
           end,
           case json_typeof(e.value) when 'array' then e.value -> 1 end, e.place
    from json_array_elements(case json_typeof(v.value) when 'array' then v.value end) with ordinality as e(value, place)
  ) filed
  where filed.place between 1 and 1000000000
  order by filed.poll collate "C", filed.place desc
) f on true
