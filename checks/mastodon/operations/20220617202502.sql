-- MigrateRoles
-- tried: v4.7.0-alpha.2

-- lost owners-become-moderators: Users who are administrator and moderator
--   Administrators become owners, and then moderators become moderators: whoever is both ends as a moderator.
-- mend administrator-alone: Leave the one flag. Takes the flag of a moderator from these users; as owners they may do all that moderators may.
select u.id, u.account_id
from users u
where u.admin and u.moderator
order by u.id;
update users set moderator = false from found where found.id = users.id;
-- lost roles-overwritten: Users with a flag of old and another role that was given to them since
--   The role that goes with the flag is written over the one that they were given between the phases.
-- mend flags-off: Take the flags off. Takes both flags from these users, so that their role stays.
select u.id, u.account_id, r.name as role, u.admin, u.moderator
from users u
join user_roles r on r.id = u.role_id
where (u.admin or u.moderator) and r.name <> case when u.moderator then 'Moderator' else 'Owner' end
order by u.id;
update users set admin = false, moderator = false from found where found.id = users.id;
insert into user_roles (id, permissions, created_at, updated_at) values (-99, 65536, now(), now()) on conflict do nothing;
insert into user_roles (name, position, highlighted, permissions, created_at, updated_at)
select 'Moderator', 10, true, 1308, now(), now() where not exists (select from user_roles where name = 'Moderator');
insert into user_roles (name, position, highlighted, permissions, created_at, updated_at)
select 'Admin', 100, true, 983036, now(), now() where not exists (select from user_roles where name = 'Admin');
insert into user_roles (name, position, highlighted, permissions, created_at, updated_at)
select 'Owner', 1000, true, 1, now(), now() where not exists (select from user_roles where name = 'Owner');
update users set role_id = (select r.id from user_roles r where r.name = 'Owner' order by r.id limit 1) where admin;
update users set role_id = (select r.id from user_roles r where r.name = 'Moderator' order by r.id limit 1) where moderator;
