-- DropOldPoliciesFromNotificationsPolicy
-- tried: v4.7.0-alpha.2

-- nothing: the migration before this one has written them to the columns that begin with for_
alter table notification_policies drop column filter_not_following;
alter table notification_policies drop column filter_not_followers;
alter table notification_policies drop column filter_new_accounts;
alter table notification_policies drop column filter_private_mentions;
