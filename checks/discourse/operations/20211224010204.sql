-- DropOldBookmarkColumns
-- tried: no, its source was not at hand

-- nothing: the topic is that of the post
drop trigger if exists bookmarks_topic_id_readonly on bookmarks;
alter table bookmarks drop column if exists topic_id;

-- lost reminders-without-time: Bookmarks with a kind of reminder and no time
--   When a reminder comes stands in reminder_at; of these it is empty, so that none comes.
-- by hand: Set the time. Or leave it: what had no time has not reminded before either, but for "when I come back".
select b.id, b.user_id, b.reminder_type
from bookmarks b
where b.reminder_type is not null and b.reminder_at is null
order by b.id;
drop trigger if exists bookmarks_reminder_type_readonly on bookmarks;
alter table bookmarks drop column if exists reminder_type;
