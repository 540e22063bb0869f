-- RemoveKeyFromUserApiKey: only the hash of a key is kept.
-- tried: v2.5.0.beta3

-- lost user-keys-without-hash: API keys of users whose hash is missing or is that of another key
--   An application that calls with such a key is refused afterwards.
-- mend hash: Hash the key. Sets key_hash from the key.
select k.id
from user_api_keys k
where k.key is not null and k.key_hash is distinct from encode(sha256(convert_to(k.key, 'UTF8')), 'hex')
order by k.id;
update user_api_keys set key_hash = encode(sha256(convert_to(user_api_keys.key, 'UTF8')), 'hex')
from found where found.id = user_api_keys.id;
drop trigger if exists user_api_keys_key_readonly on user_api_keys;
alter table user_api_keys drop column if exists key;
