-- MakeTopicIdNullableForBookmarks: only allows nulls.
-- tried: no, nothing was planted for it

alter table bookmarks alter column topic_id drop not null;
