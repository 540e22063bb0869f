-- Fields with old polls of a post that is gone. A field without any poll does no harm.
select o.id as field_id, o.post_id,
       (select count(distinct k.key) from json_object_keys(o.value) as k(key)) as polls, o.sole as certain
from legacy_objects o
left join posts p on p.id = o.post_id
where o.kind = 'polls' and p.id is null and o.value is not null
  and exists (select from json_object_keys(o.value))
order by o.id
