create table users (id bigint primary key, account_id bigint, admin boolean not null default false, moderator boolean not null default false, role_id bigint);
-- case: staff with a role
-- gone: select role_id is null from users
insert into users values (1, 1, true, false, 3);
-- case: staff without a role
-- gone: select role_id is null from users
insert into users values (1, 1, false, true, null);
-- case: somebody else
insert into users values (1, 1);
