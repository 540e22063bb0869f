select g.relation, g.bytes, not coalesce('index_domain_blocks_on_domain' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.domain, d.severity, d.reject_media, d.reject_reports
from (
  select t.id, t.domain, t.severity, t.reject_media, t.reject_reports, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from domain_blocks t
  window alike as (partition by t.domain order by case t.severity when 1 then 0 when 0 then 1 else 2 end, t.id)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'domain_blocks'
