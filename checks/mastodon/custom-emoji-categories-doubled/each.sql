select g.relation, g.bytes, not coalesce('index_custom_emoji_categories_on_name' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.name
from (
  select t.id, t.name, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from custom_emoji_categories t
  where t.name is not null
  window alike as (partition by t.name order by t.id)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'custom_emoji_categories'
