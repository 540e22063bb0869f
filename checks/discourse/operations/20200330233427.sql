-- DropOldUnreadPmNotificationIndices
-- tried: no, nothing was planted for it

drop index if exists index_notifications_on_user_id_and_id;
drop index if exists index_notifications_on_read_or_n_type;
