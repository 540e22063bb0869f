-- DropTopicAllowedUsersBackupNov2022: the copy that an earlier clean-up left.
-- tried: no, its source was not at hand

drop table if exists topic_allowed_users_backup_nov_2022;
