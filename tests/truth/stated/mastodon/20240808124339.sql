create table notification_policies (id bigint primary key, account_id bigint, filter_not_following boolean not null default false, for_not_following integer not null default 0, filter_not_followers boolean not null default false, for_not_followers integer not null default 0, filter_new_accounts boolean not null default false, for_new_accounts integer not null default 0, filter_private_mentions boolean not null default false, for_private_mentions integer not null default 0);
-- case: alike
-- gone: select for_not_following <> 1 from notification_policies
insert into notification_policies (id, filter_not_following, for_not_following) values (1, true, 1);
-- case: chosen since
-- gone: select for_not_following <> 1 from notification_policies
insert into notification_policies (id, for_not_following) values (1, 1);
-- case: dropped since
-- gone: select for_new_accounts <> 2 from notification_policies
insert into notification_policies (id, filter_new_accounts, for_new_accounts) values (1, true, 2);
