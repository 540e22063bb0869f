create table users (id bigint primary key, email varchar not null default 'a@b.example', otp_required_for_login boolean not null default false, otp_secret varchar, encrypted_otp_secret varchar, encrypted_otp_secret_iv varchar, encrypted_otp_secret_salt varchar, updated_at timestamp, created_at timestamp);
-- case: decrypted
-- gone: select otp_secret is null from users
insert into users values (1, 'a', true, 'x', 'y', 'z', 'w');
-- case: not decrypted
-- gone: select otp_secret is null from users
insert into users values (1, 'a', true, null, 'y', 'z', 'w');
-- case: none
insert into users (id) values (1);
