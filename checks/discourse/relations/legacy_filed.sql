-- What voters have filed, of one field each thing once: `voters` are those whose own it is, the last of equal keys alone,
-- and `user_ids` who they are.
--
-- A voter's key is a user by its leading digits, as Ruby reads them; a blank one is nobody.
-- needs: legacy_objects
-- not materialized
select o.id as field_id, o.post_id, o.sole, o.plain, g.filed::json as value, g.voters, g.user_ids
from legacy_objects o
cross join lateral (
  select w.filed, array_agg(w.voter) as voters,
         array_agg(case
           when o.plain then w.voter::bigint
           when w.voter !~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]' then null
           else (
             select case
               when n.number is null then 0
               when length(ltrim(replace(n.number[2], '_', ''), '0')) < 19
               then (n.number[1] || '0' || ltrim(replace(n.number[2], '_', ''), '0'))::bigint
             end
             from (select regexp_match(w.voter, '^[ \t-\r]*([+-]?)(?:0[dD](?=[0-9]))?((?:[0-9]+_)*[0-9]+)') as number offset 0) n)
         end) as user_ids
  from (
    select distinct on (e.key collate "C") e.key as voter, e.value::text collate "C" as filed
    from json_each(o.value) with ordinality as e(key, value, place)
    order by e.key collate "C", e.place desc
  ) w
  group by w.filed
  having count(*) between 1 and 1000000000
) g
where o.kind = 'votes'
