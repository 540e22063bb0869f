select g.relation, g.bytes, false as doubted, $find$
select d.id, d.kept_id, d.uri, d.username, d.domain,
       case when x.stops <> '' then 'stops at ' || x.stops when x.loses <> '' then 'loses ' || x.loses else 'is merged' end as outcome
from (
  select t.id, t.uri, t.username, t.domain, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from accounts t
  where t.uri in (select uri from accounts where uri <> '' group by uri having count(*) > 1)
  window alike as (partition by t.uri order by coalesce(t.last_webfingered_at, 'epoch') desc, t.created_at desc, t.id desc)
) d
cross join lateral (
  select concat_ws(', ',
           case when exists (select from fasp_follow_recommendations r where d.id in (r.requesting_account_id, r.recommended_account_id)) then 'fasp_follow_recommendations' end,
           case when exists (
             select from collection_items i join collection_items k on k.collection_id = i.collection_id and k.account_id <> i.account_id
             join accounts o on o.id = k.account_id and o.uri = d.uri
             where i.account_id = d.id) then 'collection_items' end) as stops,
         concat_ws(', ',
           (select count(*) || ' reports' from reports r where r.target_account_id = d.id having count(*) > 0),
           (select count(*) || ' warnings' from account_warnings w where w.target_account_id = d.id having count(*) > 0),
           (select count(*) || ' featured tags' from featured_tags t where t.account_id = d.id having count(*) > 0),
           (select count(*) || ' notes' from account_notes n where n.target_account_id = d.id and exists (
              select from account_notes o join accounts b on b.id = o.target_account_id and b.uri = d.uri
              where o.account_id = n.account_id and o.id <> n.id) having count(*) > 0),
           (select 'whom ' || count(*) || ' answers were to' from statuses s where s.in_reply_to_account_id = d.id having count(*) > 0)) as loses
) x
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'accounts'
