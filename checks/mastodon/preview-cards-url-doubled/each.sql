select g.relation, g.bytes, not coalesce('index_preview_cards_on_url' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.url
from (
  select t.id, t.url, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from preview_cards t
  where t.url in (select url from preview_cards group by url having count(*) > 1)
  window alike as (partition by t.url order by t.updated_at desc, t.id desc)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'preview_cards'
