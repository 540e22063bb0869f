-- RemoveIndexNotificationsOnAccountActivity
-- tried: v4.7.0-alpha.2

drop index account_activity;
drop index index_notifications_on_account_id_and_id;
