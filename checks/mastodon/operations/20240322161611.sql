-- RemoveObsoleteRolesFromUsers
-- tried: v4.7.0-alpha.2

-- lost staff-without-role: Users who were administrator or moderator and have no role
--   The flags became roles in release 4.0; these users have none, and may do nothing more than others.
-- by hand: Give them a role, if they are still meant to have it. tootctl accounts modify has --role.
select u.id, u.account_id, u.admin, u.moderator
from users u
where (u.admin or u.moderator) and u.role_id is null
order by u.id;
alter table users drop column admin;
alter table users drop column moderator;
