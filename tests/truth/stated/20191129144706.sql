create table google_user_infos (id serial primary key, user_id int not null, google_user_id varchar not null);
create table instagram_user_infos (id serial primary key, user_id int, screen_name varchar, instagram_user_id int);
create table user_associated_accounts (id serial primary key, provider_name varchar not null, provider_uid varchar not null, user_id int, last_used timestamp not null default now(), created_at timestamp not null, updated_at timestamp not null);
create unique index on user_associated_accounts (provider_name, provider_uid);
create unique index on user_associated_accounts (provider_name, user_id);
-- case: nothing
-- case: a Google account in the old table alone
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into google_user_infos (user_id, google_user_id) values (7, '77');
-- case: a Google account in both tables
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into google_user_infos (user_id, google_user_id) values (7, '77');
insert into user_associated_accounts (provider_name, provider_uid, user_id, created_at, updated_at) values ('google_oauth2', '77', 7, now(), now());
-- case: an Instagram account in the old table alone
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into instagram_user_infos (user_id, instagram_user_id) values (7, 77);
