-- Old polls of one field that go by the same name. The first of them in the object is not counted as a double.
select d.field_id, d.member, d.post_id, (select p.topic_id from posts p where p.id = d.post_id) as topic_id, d.name, d.first_member, d.sole as certain
from (
  select l.field_id, l.key as member, l.post_id, l.name, l.sole,
         first_value(l.key) over same as first_member, row_number() over same as nth
  from legacy_polls l
  where l.name is not null
  window same as (partition by l.field_id, l.name order by l.place)
) d
where d.nth > 1
order by d.field_id, d.member collate "C"
