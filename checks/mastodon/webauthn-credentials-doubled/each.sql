select g.relation, g.bytes, not coalesce('index_webauthn_credentials_on_external_id' = any (g.kept_by), false) as doubted, $find$
select d.id, d.kept_id, d.user_id, d.user_id = d.kept_user_id as same_user, d.nickname
from (
  select t.id, t.user_id, t.nickname, first_value(t.id) over alike as kept_id, first_value(t.user_id) over alike as kept_user_id, row_number() over alike as turn
  from webauthn_credentials t
  window alike as (partition by t.external_id order by t.sign_count desc, t.id)
) d
where d.turn > 1
order by d.id
$find$ as find
from guarded g
where g.name = 'webauthn_credentials'
