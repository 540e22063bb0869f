select g.relation, g.bytes, not coalesce('index_webhooks_on_url' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.url, d.enabled
from (
  select t.id, t.url, t.enabled, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from webhooks t
  window alike as (partition by t.url order by t.enabled desc, t.id desc)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'webhooks'
