-- case: nothing
-- case: a Facebook account in the old table alone
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into facebook_user_infos (user_id, facebook_user_id, created_at, updated_at) values (7, 77, now(), now());
-- case: a Facebook account in both tables
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into facebook_user_infos (user_id, facebook_user_id, created_at, updated_at) values (7, 77, now(), now());
insert into user_associated_accounts (provider_name, provider_uid, user_id, created_at, updated_at) values ('facebook', '77', 7, now(), now());
-- case: a Facebook account that is another by now
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into facebook_user_infos (user_id, facebook_user_id, created_at, updated_at) values (7, 77, now(), now());
insert into user_associated_accounts (provider_name, provider_uid, user_id, created_at, updated_at) values ('facebook', '78', 7, now(), now());
-- case: a Twitter account in the old table alone
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into twitter_user_infos (user_id, screen_name, twitter_user_id, created_at, updated_at) values (7, 'joe', 77, now(), now());
-- case: a Twitter account in both tables
-- gone: select not exists (select from user_associated_accounts where provider_uid = '77')
insert into twitter_user_infos (user_id, screen_name, twitter_user_id, created_at, updated_at) values (7, 'joe', 77, now(), now());
insert into user_associated_accounts (provider_name, provider_uid, user_id, created_at, updated_at) values ('twitter', '77', 7, now(), now());
-- case: a view of the administrator on one of the tables
create view tweets as select * from twitter_user_infos;
-- case: one of the tables is gone already
drop table facebook_user_infos cascade;
