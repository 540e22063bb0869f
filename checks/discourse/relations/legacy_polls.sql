-- needs: legacy_objects
-- The old polls: the members of the objects, of equal keys the last. A poll is called by its `name`, or `poll` where
-- that is blank; white space is Unicode's and is kept. A name that cannot become text has a fault instead. `place` is where
-- the key first stands: in that order the migration takes them.
select o.id as field_id, o.post_id, m.place, m.key, m.value, m.fault,
       case when m.name_fault is null then m.name end as name,
       m.name_fault, o.sole, o.created_at, o.updated_at
from legacy_objects o
cross join lateral (
  select p.place, p.key, p.value,
         case when p.kind <> 'object' then 'not an object' end as fault,
         case
           when p.kind <> 'object' then null
           when p.name_kind = 'string' then
             case
               when p.label !~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]' then 'poll'
               else regexp_replace(p.label, '\uFFFFffff', U&'\FFFF', 'gi')
             end
           else 'poll'
         end as name,
         case
           when p.kind <> 'object' or p.name_kind is null then null
           when p.name_kind = 'string' then
             case
               when p.label ~ '\uFFFF0000' then 'character zero'
               when p.label ~* '\uFFFFd[89a-f]' then 'half a character'
             end
           when regexp_replace(p.name::text, '\s', '', 'g') not in ('null', 'false', '[]', '{}') then 'not a text'
         end as name_fault
  from (
    select k.place, k.key, k.value, k.kind, k.name, json_typeof(k.name) as name_kind, k.name #>> '{}' as label
    from (
      select m.place, m.key, m.value, json_typeof(m.value) as kind,
             case json_typeof(m.value) when 'object' then m.value -> 'name' end as name
      from (
        select distinct on (e.key) min(e.place) over (partition by e.key) as place, e.key, e.value
        from json_each(o.value) with ordinality as e(key, value, place)
        where e.place between 1 and 1000000000
        order by e.key, e.place desc
      ) m
      offset 0
    ) k
    offset 0
  ) p
  offset 0
) m
where o.kind = 'polls'
