create table devices (id bigint primary key); create table system_keys (id bigint primary key); create table one_time_keys (id bigint primary key, device_id bigint references devices); create table encrypted_messages (id bigint primary key, device_id bigint references devices, from_account_id bigint, created_at timestamp); create table accounts (id bigint primary key, devices_url varchar);
-- case: no messages
-- case: a message
-- gone: select to_regclass('encrypted_messages') is null
insert into devices values (1); insert into encrypted_messages values (1, 1, 1, now());
-- case: a table is gone already
drop table system_keys;
