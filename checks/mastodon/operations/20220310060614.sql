-- OptimizeNullIndexMediaAttachmentsScheduledStatusId: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_media_attachments_on_scheduled_status_id_new;
create index concurrently index_media_attachments_on_scheduled_status_id_new on media_attachments (scheduled_status_id) where scheduled_status_id is not null;
drop index if exists index_media_attachments_on_scheduled_status_id;
alter index index_media_attachments_on_scheduled_status_id_new rename to index_media_attachments_on_scheduled_status_id;
