create table categories (id serial primary key, allow_badges boolean default true, read_restricted boolean default false);
create table topics (id serial primary key, category_id int, visible boolean default true, deleted_at timestamp, image_url varchar, image_upload_id int);
create table posts (id serial primary key, topic_id int, post_type int default 1, deleted_at timestamp, image_url varchar, image_upload_id int);
create view badge_posts as select p.* from posts p join topics t on t.id = p.topic_id join categories c on c.id = t.category_id;
-- case: nothing
-- case: a topic whose image is no upload
-- gone: select not exists (select from topics where image_upload_id is not null)
insert into topics (image_url) values ('https://example.org/a.png');
-- case: a post whose image is no upload
-- gone: select not exists (select from posts where image_upload_id is not null)
insert into posts (image_url) values ('https://example.org/a.png');
-- case: a post whose image is an upload
-- gone: select not exists (select from posts where image_upload_id is not null)
insert into posts (image_url, image_upload_id) values ('/uploads/a.png', 3);
-- case: the view of posts for badges is missing
drop view badge_posts;
