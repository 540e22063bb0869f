select g.relation, g.bytes, not coalesce('index_custom_emojis_on_shortcode_and_domain' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.shortcode, d.domain, d.domain is not null or d.image = d.kept_image as same_image
from (
  select t.id, t.shortcode, t.domain, concat_ws(' ', t.image_file_name, t.image_file_size) as image,
         first_value(t.id) over alike as kept_id, first_value(concat_ws(' ', t.image_file_name, t.image_file_size)) over alike as kept_image,
         row_number() over alike as turn
  from custom_emojis t
  window alike as (partition by t.shortcode, t.domain order by t.disabled, t.id desc)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'custom_emojis'
