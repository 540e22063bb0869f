create table user_roles (id bigserial primary key, name varchar not null default '', position integer not null default 0, permissions bigint not null default 0, highlighted boolean not null default false, created_at timestamp not null, updated_at timestamp not null); create table users (id bigint primary key, account_id bigint, admin boolean not null default false, moderator boolean not null default false, role_id bigint references user_roles on delete set null); insert into user_roles (id, name, created_at, updated_at) values (50, 'Helper', now(), now());
-- case: an administrator
-- gone: select r.name <> 'Owner' from users u join user_roles r on r.id = u.role_id
insert into users values (1, 1, true, false);
-- case: a moderator
-- gone: select r.name <> 'Moderator' from users u join user_roles r on r.id = u.role_id
insert into users values (1, 1, false, true);
-- case: one who is both
-- gone: select r.name <> 'Owner' from users u join user_roles r on r.id = u.role_id
insert into users values (1, 1, true, true);
-- case: one with a new role
-- gone: select r.name <> 'Helper' from users u join user_roles r on r.id = u.role_id
insert into users values (1, 1, false, true, 50);
-- case: another with a new role
-- gone: select role_id <> 50 from users
insert into users values (1, 1, false, false, 50);
