select g.relation, g.bytes, not coalesce('index_tags_on_name_lower_btree' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.name
from (
  select t.id, t.name, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from tags t
  where lower(t.name) in (select lower(name) from tags group by lower(name) having count(*) > 1)
  window alike as (partition by lower(t.name) order by t.reviewed_at is null, t.id)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'tags'
