create table list_accounts (id bigint primary key, follow_id bigint);
-- case: doubles
create index index_list_accounts_on_follow_id on list_accounts (follow_id); insert into list_accounts values (1, 1), (2, 1), (3, null);
