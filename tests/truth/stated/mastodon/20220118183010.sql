create table users (id bigint primary key, remember_token varchar);
-- case: the index
create unique index index_users_on_remember_token on users (remember_token);
-- case: no index
