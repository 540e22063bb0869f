create table users (id bigint primary key, email varchar not null default '', account_id bigint, current_sign_in_at timestamp, last_sign_in_at timestamp);
