create table users (id bigint primary key, confirmation_token varchar, reset_password_token varchar);
