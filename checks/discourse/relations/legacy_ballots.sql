-- What voters have filed: a row for each poll that a voter names, and one without a poll for a voter who names none.
--
-- A voter's key is a user by its leading digits, as Ruby reads them; a blank one is nobody. A voter's value is an object of lists, or an array
-- whose elements are pairs of a poll and a list, or bare polls without one; of equal polls the last counts.
-- fault: 'no polls' where the value is neither object nor array, 'no name' where that can be no name of a poll, and for the
-- list 'no list' where it is neither array nor object, 'object' where it is that. `value` is all that the voter has filed.
-- needs: legacy_objects
select v.field_id, v.post_id, v.voter, v.user_id, u.id is not null as known, f.poll, f.list, v.value, v.sole,
       case
         when json_typeof(v.value) not in ('object', 'array') then 'no polls'
         when f.kind is null then null
         when f.poll is null then 'no name'
         when f.kind = 'object' then 'object'
         when f.kind <> 'array' then 'no list'
       end as fault
from (
  select o.id as field_id, o.post_id, o.sole, m.key as voter, m.value,
         case
           when m.key ~ '^[1-9][0-9]{0,8}$' then m.key::bigint
           when m.key !~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]' then null
           else (
             select case
               when n.number is null then 0
               when length(ltrim(replace(n.number[2], '_', ''), '0')) < 19
               then (n.number[1] || '0' || ltrim(replace(n.number[2], '_', ''), '0'))::bigint
             end
             from (select regexp_match(m.key, '^[ \t-\r]*([+-]?)(?:0[dD](?=[0-9]))?((?:[0-9]+_)*[0-9]+)') as number offset 0) n)
         end as user_id
  from legacy_objects o
  cross join lateral (
    select distinct on (e.key collate "C") e.key, e.value
    from json_each(o.value) with ordinality as e(key, value, place)
    order by e.key collate "C", e.place desc
  ) m
  where o.kind = 'votes'
  offset 0
) v
left join users u on u.id = v.user_id
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
  order by filed.poll collate "C", filed.place desc
) f on true
