-- UndoAddProcessedToNotifications
-- tried: no, nothing was planted for it

-- nothing: it never was in a release
alter table notifications drop column if exists processed;
