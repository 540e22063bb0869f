select g.relation, g.bytes, not coalesce('index_conversations_on_uri' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.uri
from (
  select t.id, t.uri, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from conversations t
  where t.uri in (select uri from conversations where uri is not null group by uri having count(*) > 1)
  window alike as (partition by t.uri order by t.id)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'conversations'
