-- SecurityLogOutInviteRedemptionInvitedUsers: ends sessions of those who redeemed an invitation since June 2022.
-- tried: no, its source was not at hand

-- note users-to-be-logged-out: Users who redeemed an invitation since, with a session or an API key
--   They have to sign in anew, and their applications need new keys; that is meant so. Where the time of the other migration is not known nothing is done.
-- by hand: Tell them. Nothing else is to be done.
select distinct i.user_id
from invited_users i
where i.redeemed_at > (
    select min(d.created_at) from schema_migration_details d where d.version in ('20220606061813', '20200311135425'))
  and (exists (select from user_auth_tokens t where t.user_id = i.user_id)
       or exists (select from user_api_keys k where k.user_id = i.user_id))
order by i.user_id;
-- note security-time-missing: The time from which on sessions are to be ended is not known
--   It is that of migration 20220606061813; without it nothing is deleted, and who may have come in by mistake stays.
-- by hand: Note the time. Add the row for 20220606061813 to schema_migration_details with the day on which it was run.
select '20220606061813'::text as version
where not exists (select from schema_migration_details d where d.version in ('20220606061813', '20200311135425'))
order by 1;
-- nothing: sessions and keys are made anew
delete from user_auth_tokens using invited_users i
where i.user_id = user_auth_tokens.user_id and i.redeemed_at > (
  select min(d.created_at) from schema_migration_details d where d.version in ('20220606061813', '20200311135425'));
delete from user_api_keys using invited_users i
where i.user_id = user_api_keys.user_id and i.redeemed_at > (
  select min(d.created_at) from schema_migration_details d where d.version in ('20220606061813', '20200311135425'));
