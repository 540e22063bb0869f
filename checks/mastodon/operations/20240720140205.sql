-- DropEndToEndMessageTables
-- tried: v4.7.0-alpha.2

-- lost encrypted-messages: Encrypted messages between devices
--   No application of Mastodon ever sent or showed any; where another one did, they go.
select m.id, m.device_id, m.from_account_id, m.created_at
from encrypted_messages m
order by m.id;
drop table system_keys;
drop table one_time_keys;
drop table encrypted_messages;
drop table devices;
alter table accounts drop column devices_url;
