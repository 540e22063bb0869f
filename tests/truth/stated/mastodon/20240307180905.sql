create table users (id bigint primary key, email varchar not null default 'a@b.example', otp_required_for_login boolean not null default false, otp_secret varchar, encrypted_otp_secret varchar, encrypted_otp_secret_iv varchar, encrypted_otp_secret_salt varchar, updated_at timestamp, created_at timestamp);
-- case: no second factor
insert into users (id) values (1);
-- case: a secret that can be decrypted
-- gone: select otp_secret is distinct from 'JBSWY3DPEHPK3PXP' from users
insert into users values (1, 'a', true, null, 'M/xcSPg4PtrOW/OaaLhMScuurD0zIA508MYAPhdl8Kw=', 'YWJjZGVmZ2hpamts', '_MDEyMzQ1Njc4OWFiY2RlZg==');
-- case: decrypted already
-- gone: select otp_secret is distinct from 'x' from users
insert into users values (1, 'a', true, 'x', 'y', 'z', 'w');
-- case: no vector
insert into users values (1, 'a', true, null, 'M/xcSPg4PtrOW/OaaLhMScuurD0zIA508MYAPhdl8Kw=', null, '_MDEyMzQ1Njc4OWFiY2RlZg==');
-- case: a vector that is too short
insert into users values (1, 'a', true, null, 'M/xcSPg4PtrOW/OaaLhMScuurD0zIA508MYAPhdl8Kw=', 'AAAA', '_MDEyMzQ1Njc4OWFiY2RlZg==');
-- case: a secret that is too short
insert into users values (1, 'a', true, null, 'AAAA', 'YWJjZGVmZ2hpamts', '_MDEyMzQ1Njc4OWFiY2RlZg==');
-- case: no secret at all
insert into users values (1, 'a', true);
