create table post_hotlinked_media (id bigserial primary key, post_id bigint not null, url text not null, status text not null);
create unique index index_post_hotlinked_media on post_hotlinked_media (post_id, md5(url));
