create table media_attachments (id bigint primary key, shortcode varchar);
-- case: no doubles, and empty ones
create unique index index_media_attachments_on_shortcode on media_attachments (shortcode); insert into media_attachments values (1, 'a'), (2, 'A'), (3, null), (4, null);
-- case: doubles that the old index does not know
insert into media_attachments values (1, 'a'), (2, 'a');
-- case: an index of the new name is left of a build that failed
create unique index index_media_attachments_on_shortcode on media_attachments (shortcode); create index index_media_attachments_on_shortcode_new on media_attachments (id); insert into media_attachments values (1, 'a');
