create table media_attachments (id bigint primary key, shortcode varchar, status_id bigint);
