create table github_user_infos (id serial primary key, user_id int not null, screen_name varchar, github_user_id int not null);
create table user_associated_accounts (id serial primary key, provider_name varchar not null, provider_uid varchar not null, user_id int, last_used timestamp not null default now(), created_at timestamp not null, updated_at timestamp not null);
create unique index on user_associated_accounts (provider_name, provider_uid);
create unique index on user_associated_accounts (provider_name, user_id);
-- case: nothing
-- case: a GitHub account in the old table alone
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into github_user_infos (user_id, github_user_id) values (7, 77);
-- case: a GitHub account that is another's by now
-- gone: select not exists (select from user_associated_accounts where user_id = 7)
insert into github_user_infos (user_id, github_user_id) values (7, 77);
insert into user_associated_accounts (provider_name, provider_uid, user_id, created_at, updated_at) values ('github', '77', 8, now(), now());
