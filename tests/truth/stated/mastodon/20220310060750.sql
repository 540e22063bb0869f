create table accounts (id bigint primary key, url varchar);
-- case: doubles
create index index_accounts_on_url on accounts (url); insert into accounts values (1, 'a'), (2, 'a'), (3, null);
