create table accounts (id bigint primary key, moved_to_account_id bigint);
-- case: doubles
create index index_accounts_on_moved_to_account_id on accounts (moved_to_account_id); insert into accounts values (1, 1), (2, 1), (3, null);
