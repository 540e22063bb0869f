select g.relation, g.bytes, false as doubted, $find$
select p.status_id, p.preview_card_id, count(*) as "rows",
       (select count(*) from (select o.status_id from preview_cards_statuses o group by o.status_id having count(distinct o.preview_card_id) > 1) x)
         as posts_with_several_cards
from preview_cards_statuses p
group by p.status_id, p.preview_card_id
having count(*) > 1
order by p.status_id, p.preview_card_id
$find$ as find
from guarded g
where g.name = 'preview_cards_statuses'
