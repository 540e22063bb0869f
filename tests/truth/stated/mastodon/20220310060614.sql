create table media_attachments (id bigint primary key, scheduled_status_id bigint);
-- case: doubles
create index index_media_attachments_on_scheduled_status_id on media_attachments (scheduled_status_id); insert into media_attachments values (1, 1), (2, 1), (3, null);
