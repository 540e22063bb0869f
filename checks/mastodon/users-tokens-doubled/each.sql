select c.name as column_name, g.relation, g.bytes, true as doubted,
       format('select t.id, t.%1$I as token from users t where t.%1$I in (select %1$I from users where %1$I is not null group by 1 having count(*) > 1)', c.name) as find
from guarded g
cross join (values ('confirmation_token'), ('reset_password_token')) c (name)
where g.name = 'users'
