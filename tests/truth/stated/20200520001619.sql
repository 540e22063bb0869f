create table topics (id serial primary key); create table posts (id serial primary key); create table users (id serial primary key);
create table bookmarks (id serial primary key, topic_id int references topics, post_id int references posts, user_id int references users);
-- case: nothing
-- case: one of the foreign keys is missing
alter table bookmarks drop constraint bookmarks_post_id_fkey;
