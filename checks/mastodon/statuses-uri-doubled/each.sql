select g.relation, g.bytes, not coalesce('index_statuses_on_uri' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.uri, d.account_id,
       d.account_id = d.kept_account_id or coalesce((lower(x.username), lower(x.domain)) = (lower(y.username), lower(y.domain)), false) as same_author
from (
  select t.id, t.uri, t.account_id, first_value(t.id) over alike as kept_id, first_value(t.account_id) over alike as kept_account_id,
         row_number() over alike as turn
  from statuses t
  where t.uri in (select uri from statuses where uri is not null group by uri having count(*) > 1)
  window alike as (partition by t.uri order by t.deleted_at is not null, t.id)
) d
left join accounts x on x.id = d.account_id
left join accounts y on y.id = d.kept_account_id
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'statuses'
