-- RemoveKeyFromApiKeys: only the hash of a key is kept.
-- tried: v2.4.0.beta9

-- lost api-keys-without-hash: API keys whose hash is missing or is that of another key
--   Whoever calls with such a key is refused afterwards.
-- mend hash: Hash the key. Sets key_hash and truncated_key from the key.
select k.id
from api_keys k
where k.key is not null and k.key_hash is distinct from encode(sha256(convert_to(k.key, 'UTF8')), 'hex')
order by k.id;
update api_keys set key_hash = encode(sha256(convert_to(api_keys.key, 'UTF8')), 'hex'), truncated_key = left(api_keys.key, 4)
from found where found.id = api_keys.id;
drop trigger if exists api_keys_key_readonly on api_keys;
alter table api_keys drop column if exists key;
