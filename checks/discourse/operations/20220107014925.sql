-- DropBookmarkPolymorphicColumns: withdrawn when the columns came back; run late it takes away what is in use.
-- tried: no, its source was not at hand

drop trigger if exists bookmarks_bookmarkable_id_readonly on bookmarks;
alter table bookmarks drop column if exists bookmarkable_id;
drop trigger if exists bookmarks_bookmarkable_type_readonly on bookmarks;
alter table bookmarks drop column if exists bookmarkable_type;
