-- ChangeNotificationLevel: only allows nulls.
-- tried: no, nothing was planted for it

alter table category_users alter column notification_level drop not null;
