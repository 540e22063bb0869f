-- OptimizeNullIndexUsersResetPasswordToken: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_users_on_reset_password_token_new;
create unique index concurrently index_users_on_reset_password_token_new on users (reset_password_token text_pattern_ops) where reset_password_token is not null;
drop index if exists index_users_on_reset_password_token;
alter index index_users_on_reset_password_token_new rename to index_users_on_reset_password_token;
