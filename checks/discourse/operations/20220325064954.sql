-- MakeSomeBookmarkColumnsNullable
-- tried: no, its source was not at hand

alter table bookmarks alter column post_id drop not null;
alter table bookmarks add constraint enforce_post_id_or_bookmarkable
  check ((post_id is not null) or (bookmarkable_id is not null and bookmarkable_type is not null));
