create table accounts (id bigint primary key, username varchar not null, domain varchar, private_key text);
create table users (id bigint primary key, account_id bigint, current_sign_in_at timestamp, last_sign_in_at timestamp);
