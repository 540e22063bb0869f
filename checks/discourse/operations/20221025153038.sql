-- DeactivateUnverifiedEmailPatreonAccounts
-- tried: no, its source was not at hand

-- lost accounts-to-be-deactivated: Users whose address is not verified by Patreon
--   Their accounts are deactivated until they confirm the address; that is meant so.
-- by hand: Tell them. A mail to confirm the address can be sent from the account's page.
select a.id, a.user_id
from user_associated_accounts a join users u on u.id = a.user_id
where a.provider_name = 'patreon' and u.active and (a.extra #>> '{raw_info,data,attributes,is_email_verified}') = 'false'
order by a.id;
