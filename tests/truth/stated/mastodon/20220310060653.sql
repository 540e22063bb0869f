create table users (id bigint primary key, created_by_application_id bigint);
-- case: doubles
create index index_users_on_created_by_application_id on users (created_by_application_id); insert into users values (1, 1), (2, 1), (3, null);
