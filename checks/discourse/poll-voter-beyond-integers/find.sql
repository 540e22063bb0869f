-- Votes of posts with legacy polls that have one voter, whose key begins with a number beyond four bytes. The key of a sole voter is the
-- first in the text, and such a number is ten digits long: all others are let go by a look at the first letters.
select v.field_id, v.voter, v.post_id, (select p.topic_id from posts p where p.id = v.post_id) as topic_id,
       v.sole and l.fields = 1 as certain
from (
  select o.id as field_id, o.post_id, o.sole, k.voter,
         (select regexp_match(k.voter, '^[ \t-\r]*([+-]?)(?:0[dD](?=[0-9]))?((?:[0-9]+_)*[0-9]+)')) as number
  from legacy_objects o
  cross join lateral (select min(e.key) as voter, count(distinct e.key) as voters from json_object_keys(o.value) as e(key)) k
  where o.kind = 'votes' and o.fault is null
    and case json_typeof(o.value) when 'object' then o.value::text ~ '^\s*\{\s*"[^"]{10}' else false end
    and k.voters = 1
  offset 0
) v
join (select post_id, count(*) as fields from post_custom_fields where name = 'polls' group by post_id) l on l.post_id = v.post_id
where case
  when v.number is null then false
  else ltrim(replace(v.number[2], '_', ''), '0')::numeric > case v.number[1] when '-' then 2147483648 else 2147483647 end
end
order by v.field_id
