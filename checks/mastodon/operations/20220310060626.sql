-- OptimizeNullIndexMediaAttachmentsShortcode: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_media_attachments_on_shortcode_new;
create unique index concurrently index_media_attachments_on_shortcode_new on media_attachments (shortcode text_pattern_ops) where shortcode is not null;
drop index if exists index_media_attachments_on_shortcode;
alter index index_media_attachments_on_shortcode_new rename to index_media_attachments_on_shortcode;
