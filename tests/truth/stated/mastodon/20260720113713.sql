create table accounts (id bigint primary key, uri varchar);
-- case: the index
create index old_index_accounts_on_uri on accounts (uri);
-- case: no index
