select g.relation, g.bytes, not coalesce('index_accounts_on_username_and_domain_lower' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.username, case when d.private_key is not null then 'own' else 'elsewhere' end as keys, d.last_seen
from (
  select t.id, t.username, t.private_key, s.last_seen, first_value(t.id) over alike as kept_id, row_number() over alike as turn
  from accounts t
  left join (select account_id, max(greatest(current_sign_in_at, last_sign_in_at)) as last_seen from users group by account_id) s on s.account_id = t.id
  where t.domain is null
  window alike as (partition by lower(t.username) order by s.last_seen desc nulls last, t.id desc)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'accounts'
