create table notifications (id bigint primary key, account_id bigint, activity_id bigint, activity_type varchar);
-- case: both indexes
create unique index account_activity on notifications (account_id, activity_id, activity_type); create index index_notifications_on_account_id_and_id on notifications (account_id, id);
-- case: one is missing
create unique index account_activity on notifications (account_id, activity_id, activity_type);
