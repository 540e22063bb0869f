-- OptimizeNullIndexAccountsURL: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_accounts_on_url_new;
create index concurrently index_accounts_on_url_new on accounts (url text_pattern_ops) where url is not null;
drop index if exists index_accounts_on_url;
alter index index_accounts_on_url_new rename to index_accounts_on_url;
