-- DropUnusedAuthTablesAgain
-- tried: v2.3.0

-- lost facebook-accounts-not-copied: Users who sign in by Facebook and have no associated account
--   Sign-ins moved to user_associated_accounts; these users could not sign in this way any more.
-- mend associate: Associate the account. Adds it to user_associated_accounts.
select f.id, f.user_id, f.facebook_user_id
from facebook_user_infos f
where not exists (
  select from user_associated_accounts a
  where a.provider_name = 'facebook' and (a.user_id = f.user_id or a.provider_uid = f.facebook_user_id::text))
order by f.id;
insert into user_associated_accounts (provider_name, provider_uid, user_id, last_used, created_at, updated_at)
select 'facebook', facebook_user_id::text, user_id, now(), now(), now() from found;
-- differs facebook-accounts-changed: Users whose Facebook account is another by now, or another user's
--   The user is associated with another account than in the old table, or the account with another user.
-- by hand: Leave it, or decide whose account it is. A user can have one account with Facebook, and an account one user.
select f.id, f.user_id, f.facebook_user_id
from facebook_user_infos f
where exists (
    select from user_associated_accounts a
    where a.provider_name = 'facebook' and (a.user_id = f.user_id or a.provider_uid = f.facebook_user_id::text))
  and not exists (
    select from user_associated_accounts a
    where a.provider_name = 'facebook' and a.user_id = f.user_id and a.provider_uid = f.facebook_user_id::text)
order by f.id;
drop table if exists facebook_user_infos;

-- lost twitter-accounts-not-copied: Users who sign in by Twitter and have no associated account
--   Sign-ins moved to user_associated_accounts; these users could not sign in this way any more.
-- mend associate: Associate the account. Adds it to user_associated_accounts.
select w.id, w.user_id, w.twitter_user_id
from twitter_user_infos w
where not exists (
  select from user_associated_accounts a
  where a.provider_name = 'twitter' and (a.user_id = w.user_id or a.provider_uid = w.twitter_user_id::text))
order by w.id;
insert into user_associated_accounts (provider_name, provider_uid, user_id, last_used, created_at, updated_at)
select 'twitter', twitter_user_id::text, user_id, now(), now(), now() from found;
-- differs twitter-accounts-changed: Users whose Twitter account is another by now, or another user's
--   The user is associated with another account than in the old table, or the account with another user.
-- by hand: Leave it, or decide whose account it is. A user can have one account with Twitter, and an account one user.
select w.id, w.user_id, w.twitter_user_id
from twitter_user_infos w
where exists (
    select from user_associated_accounts a
    where a.provider_name = 'twitter' and (a.user_id = w.user_id or a.provider_uid = w.twitter_user_id::text))
  and not exists (
    select from user_associated_accounts a
    where a.provider_name = 'twitter' and a.user_id = w.user_id and a.provider_uid = w.twitter_user_id::text)
order by w.id;
drop table if exists twitter_user_infos;
