create table accounts (id bigint primary key, uri varchar);
-- case: the index
create index index_accounts_on_uri on accounts (uri);
-- case: no index
-- case: an index of the new name already
create index index_accounts_on_uri on accounts (uri); create index old_index_accounts_on_uri on accounts (id);
