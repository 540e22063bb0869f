-- DeleteUnverifiedPatreonUserInfo
-- tried: no, its source was not at hand

-- lost accounts-to-be-parted: Patreon accounts whose address is not noted as verified
--   They are parted from their users, whose sessions and API keys end, those for the whole site among them.
-- by hand: Make new keys for what depends on them. And tell the users to sign in anew.
select a.id, a.user_id
from user_associated_accounts a
where a.provider_name = 'patreon' and (a.extra #>> '{raw_info,data,attributes,is_email_verified}') is distinct from 'true'
order by a.id;
