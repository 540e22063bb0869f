create table posts (id serial primary key);
create table uploads (id serial primary key, access_control_post_id int references posts);
-- case: nothing
-- case: the foreign key is missing
alter table uploads drop constraint uploads_access_control_post_id_fkey;
