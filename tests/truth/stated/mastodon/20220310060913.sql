create table account_migrations (id bigint primary key, target_account_id bigint);
-- case: doubles
create index index_account_migrations_on_target_account_id on account_migrations (target_account_id); insert into account_migrations values (1, 1), (2, 1), (3, null);
