-- OptimizeNullIndexListAccountsFollowId: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_list_accounts_on_follow_id_new;
create index concurrently index_list_accounts_on_follow_id_new on list_accounts (follow_id) where follow_id is not null;
drop index if exists index_list_accounts_on_follow_id;
alter index index_list_accounts_on_follow_id_new rename to index_list_accounts_on_follow_id;
