create table user_api_keys (id serial primary key, key varchar, key_hash varchar);
-- case: nothing
-- case: a key whose hash is that of another
-- gone: select not exists (select from user_api_keys where key_hash = encode(sha256('abc'), 'hex'))
insert into user_api_keys (key, key_hash) values ('abc', 'x');
