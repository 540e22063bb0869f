create table api_keys (id serial primary key, key varchar, key_hash varchar, truncated_key varchar);
-- case: nothing
-- case: a key whose hash is missing
-- gone: select not exists (select from api_keys where key_hash = encode(sha256('abc'), 'hex'))
insert into api_keys (key) values ('abc');
-- case: a key with its hash
-- gone: select not exists (select from api_keys where key_hash = encode(sha256('abc'), 'hex'))
insert into api_keys (key, key_hash) values ('abc', encode(sha256('abc'), 'hex'));
