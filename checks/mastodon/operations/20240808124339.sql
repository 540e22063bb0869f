-- PostDeploymentMigrateNotificationsPolicyV2: the old choices are carried over once more, also where a new one was made since.
-- tried: v4.7.0-alpha.2

-- lost senders-dropped: Users who have chosen since to ignore notifications of some senders altogether
--   That choice is only offered by the new code, which writes only the new columns. The old ones are written over it, so that these notifications are filtered or let through.
-- by hand: Write it again afterwards. From the copy, with an UPDATE of notification_policies once the migration has run.
select p.id, p.account_id, p.for_not_following, p.for_not_followers, p.for_new_accounts, p.for_private_mentions
from notification_policies p
where 2 in (p.for_not_following, p.for_not_followers, p.for_new_accounts, p.for_private_mentions)
order by p.id;
-- lost choices-written-over: Users whose choices in the new columns are other than in the old ones
--   What the new code has written since goes to the new columns alone, and the old ones are written over it. What old code has written in that time, if it was still running, is the other way round.
-- mend keep-new: Keep the new choices. Sets the old columns to what the new ones say, so that these are written once more.
select p.id, p.account_id, p.for_not_following, p.for_not_followers, p.for_new_accounts, p.for_private_mentions
from notification_policies p
where 2 not in (p.for_not_following, p.for_not_followers, p.for_new_accounts, p.for_private_mentions)
  and (p.for_not_following, p.for_not_followers, p.for_new_accounts, p.for_private_mentions)
      is distinct from (p.filter_not_following::int, p.filter_not_followers::int, p.filter_new_accounts::int, p.filter_private_mentions::int)
order by p.id;
update notification_policies set filter_not_following = found.for_not_following = 1, filter_not_followers = found.for_not_followers = 1,
  filter_new_accounts = found.for_new_accounts = 1, filter_private_mentions = found.for_private_mentions = 1
from found where found.id = notification_policies.id;
update notification_policies set for_not_following = filter_not_following::int, for_not_followers = filter_not_followers::int,
  for_new_accounts = filter_new_accounts::int, for_private_mentions = filter_private_mentions::int;
