-- OptimizeNullIndexAccountsMovedToAccountId: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_accounts_on_moved_to_account_id_new;
create index concurrently index_accounts_on_moved_to_account_id_new on accounts (moved_to_account_id) where moved_to_account_id is not null;
drop index if exists index_accounts_on_moved_to_account_id;
alter index index_accounts_on_moved_to_account_id_new rename to index_accounts_on_moved_to_account_id;
