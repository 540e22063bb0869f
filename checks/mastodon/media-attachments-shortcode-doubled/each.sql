select g.relation, g.bytes, not coalesce('index_media_attachments_on_shortcode' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.shortcode
from (
  select t.id, t.shortcode, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from media_attachments t
  where t.shortcode is not null
  window alike as (partition by t.shortcode order by t.id)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'media_attachments'
