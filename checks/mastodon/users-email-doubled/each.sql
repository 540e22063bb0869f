select g.relation, g.bytes, not coalesce('index_users_on_email' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.email, d.account_id, d.last_seen
from (
  select t.id, t.email, t.account_id, greatest(t.current_sign_in_at, t.last_sign_in_at) as last_seen, first_value(t.id) over alike as kept_id,
         row_number() over alike as turn
  from users t
  window alike as (partition by t.email order by greatest(t.current_sign_in_at, t.last_sign_in_at) desc nulls last, t.id desc)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'users'
