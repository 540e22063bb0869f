-- Old polls whose options the migration cannot write. `place` and `fault` are those of the first such option; `place` is
-- null where the list itself is amiss. `options` counts those that can be mended. Of an id 2684 bytes fit the index; a
-- longer one may, where it can be compressed.
select b.field_id, b.member, b.post_id, (select p.topic_id from posts p where p.id = b.post_id) as topic_id, b.name, b.place, b.fault, b.options, b.sole and b.sure as certain
from (
  select l.field_id, l.key as member, l.post_id, l.name, l.sole, true as sure, null::bigint as place,
         case
           when coalesce(l.kind, 'null') = 'null' then 'no options'
           when l.kind = 'object' then 'options in an object'
           when l.kind = 'array' then 'empty list of options'
           else 'options are no list'
         end as fault,
         case l.kind when 'object' then (
           select count(*) from json_each(l.value -> 'options') as m(key, value)
           where json_typeof(m.value) = 'object'
              or json_typeof(m.value) = 'string' and m.value #>> '{}' like '%id%' and m.value #>> '{}' like '%html%')
         else 0 end as options
  from (
    select *, json_typeof(value -> 'options') as kind
    from legacy_polls
    where fault is null
    offset 0
  ) l
  where case l.kind when 'array' then json_array_length(l.value -> 'options') = 0 else true end
  union all
  select * from (
    select distinct on (o.field_id, o.key) o.field_id, o.key, o.post_id, o.name, o.sole, o.fault is not null, o.place,
           coalesce(o.fault, 'id too long for an index'), o.options
    from (
      select *, count(*) filter (where fault is distinct from 'not an object') over (partition by field_id, key) as options
      from legacy_options
    ) o
    where o.fault is not null or octet_length(o.digest) > 2684
    order by o.field_id, o.key, o.fault is null, o.place
  ) one
) b
order by b.field_id, b.member collate "C"
