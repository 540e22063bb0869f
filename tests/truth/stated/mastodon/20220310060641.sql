create table users (id bigint primary key, reset_password_token varchar);
-- case: no doubles, and empty ones
create unique index index_users_on_reset_password_token on users (reset_password_token); insert into users values (1, 'a'), (2, 'A'), (3, null), (4, null);
-- case: doubles that the old index does not know
insert into users values (1, 'a'), (2, 'a');
-- case: an index of the new name is left of a build that failed
create unique index index_users_on_reset_password_token on users (reset_password_token); create index index_users_on_reset_password_token_new on users (id); insert into users values (1, 'a');
