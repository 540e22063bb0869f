select g.relation, g.bytes, not coalesce('index_accounts_on_username_and_domain_lower' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.username, d.domain, case when coalesce(d.uri, '') = '' then 'empty' else 'set' end as address,
       '' in (d.public_key, d.kept_key) or d.public_key = d.kept_key as same_key
from (
  select t.id, t.username, t.domain, t.uri, t.public_key, first_value(t.id) over alike as kept_id, first_value(t.public_key) over alike as kept_key,
         row_number() over alike as turn
  from accounts t
  where (lower(t.username), lower(t.domain)) in (
    select lower(username), lower(domain) from accounts where domain is not null group by 1, 2 having count(*) > 1)
  window alike as (
    partition by lower(t.username), lower(t.domain) order by coalesce(t.last_webfingered_at, 'epoch') desc, t.created_at desc, t.id desc)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'accounts'
