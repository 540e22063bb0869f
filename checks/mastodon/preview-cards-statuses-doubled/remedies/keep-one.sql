delete from preview_cards_statuses p
using found f
where (p.status_id, p.preview_card_id) = (f.status_id, f.preview_card_id)
  and p.ctid <> (select min(q.ctid) from preview_cards_statuses q where (q.status_id, q.preview_card_id) = (f.status_id, f.preview_card_id));
