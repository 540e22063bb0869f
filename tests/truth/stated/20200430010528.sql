create table categories (id serial primary key, allow_badges boolean default true, read_restricted boolean default false);
create table topics (id serial primary key, category_id int, visible boolean default true, deleted_at timestamp, avg_time int);
create table posts (id serial primary key, topic_id int, post_type int default 1, deleted_at timestamp, avg_time int);
create view badge_posts as select p.* from posts p join topics t on t.id = p.topic_id join categories c on c.id = t.category_id;
-- case: nothing
-- case: the view of posts for badges is missing
drop view badge_posts;
-- case: a view of the administrator on it
create view mine as select id from badge_posts;
-- case: a view of the administrator on the average
create view mine as select avg_time from topics;
