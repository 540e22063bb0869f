-- DropUnusedGoogleInstagramAuthTables
-- tried: v2.4.0.beta8

-- lost google-accounts-not-copied: Users who sign in by Google and have no associated account
--   Sign-ins moved to user_associated_accounts; these users could not sign in this way any more.
-- mend associate: Associate the account. Adds it to user_associated_accounts.
select g.id, g.user_id, g.google_user_id
from google_user_infos g
where not exists (
  select from user_associated_accounts a
  where a.provider_name = 'google_oauth2' and (a.user_id = g.user_id or a.provider_uid = g.google_user_id::text))
order by g.id;
insert into user_associated_accounts (provider_name, provider_uid, user_id, last_used, created_at, updated_at)
select 'google_oauth2', google_user_id::text, user_id, now(), now(), now() from found;
-- differs google-accounts-changed: Users whose Google account is another by now, or another user's
--   The user is associated with another account than in the old table, or the account with another user.
-- by hand: Leave it, or decide whose account it is. A user can have one account with Google, and an account one user.
select g.id, g.user_id, g.google_user_id
from google_user_infos g
where exists (
    select from user_associated_accounts a
    where a.provider_name = 'google_oauth2' and (a.user_id = g.user_id or a.provider_uid = g.google_user_id::text))
  and not exists (
    select from user_associated_accounts a
    where a.provider_name = 'google_oauth2' and a.user_id = g.user_id and a.provider_uid = g.google_user_id::text)
order by g.id;
drop table if exists google_user_infos;

-- lost instagram-accounts-not-copied: Users who sign in by Instagram and have no associated account
--   Sign-ins moved to user_associated_accounts; these users could not sign in this way any more.
-- mend associate: Associate the account. Adds it to user_associated_accounts.
select i.id, i.user_id, i.instagram_user_id
from instagram_user_infos i
where not exists (
  select from user_associated_accounts a
  where a.provider_name = 'instagram' and (a.user_id = i.user_id or a.provider_uid = i.instagram_user_id::text))
order by i.id;
insert into user_associated_accounts (provider_name, provider_uid, user_id, last_used, created_at, updated_at)
select distinct on (instagram_user_id) 'instagram', instagram_user_id::text, user_id, now(), now(), now() from found;
-- differs instagram-accounts-changed: Users whose Instagram account is another by now, or another user's
--   The user is associated with another account than in the old table, or the account with another user.
-- by hand: Leave it, or decide whose account it is. A user can have one account with Instagram, and an account one user.
select i.id, i.user_id, i.instagram_user_id
from instagram_user_infos i
where exists (
    select from user_associated_accounts a
    where a.provider_name = 'instagram' and (a.user_id = i.user_id or a.provider_uid = i.instagram_user_id::text))
  and not exists (
    select from user_associated_accounts a
    where a.provider_name = 'instagram' and a.user_id = i.user_id and a.provider_uid = i.instagram_user_id::text)
order by i.id;
drop table if exists instagram_user_infos;
