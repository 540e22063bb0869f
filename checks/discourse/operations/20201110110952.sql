-- DropGithubUserInfos
-- tried: v2.6.0.beta6

-- lost github-accounts-not-copied: Users who sign in by GitHub and have no associated account
--   Sign-ins moved to user_associated_accounts; these users could not sign in this way any more.
-- mend associate: Associate the account. Adds it to user_associated_accounts.
select g.id, g.user_id, g.github_user_id
from github_user_infos g
where not exists (
  select from user_associated_accounts a
  where a.provider_name = 'github' and (a.user_id = g.user_id or a.provider_uid = g.github_user_id::text))
order by g.id;
insert into user_associated_accounts (provider_name, provider_uid, user_id, last_used, created_at, updated_at)
select 'github', github_user_id::text, user_id, now(), now(), now() from found;
-- differs github-accounts-changed: Users whose GitHub account is another by now, or another user's
--   The user is associated with another account than in the old table, or the account with another user.
-- by hand: Leave it, or decide whose account it is. A user can have one account with GitHub, and an account one user.
select g.id, g.user_id, g.github_user_id
from github_user_infos g
where exists (
    select from user_associated_accounts a
    where a.provider_name = 'github' and (a.user_id = g.user_id or a.provider_uid = g.github_user_id::text))
  and not exists (
    select from user_associated_accounts a
    where a.provider_name = 'github' and a.user_id = g.user_id and a.provider_uid = g.github_user_id::text)
order by g.id;
drop table if exists github_user_infos;
