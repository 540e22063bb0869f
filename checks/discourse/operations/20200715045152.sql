-- RemoveBookmarksDeleteWhenReminderSent
-- tried: v2.6.0.beta2

-- lost bookmarks-kept: Bookmarks that were to go with their reminder and will stay
--   What becomes of a bookmark stands in auto_delete_preference; of these it does not say so.
-- mend copy: Copy the choice. Sets auto_delete_preference to 1.
select b.id, b.user_id
from bookmarks b
where b.delete_when_reminder_sent and b.auto_delete_preference <> 1
order by b.id;
update bookmarks set auto_delete_preference = 1 from found where found.id = bookmarks.id;
alter table bookmarks drop column delete_when_reminder_sent;
