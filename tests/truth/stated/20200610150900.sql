create table categories (id serial primary key, allow_badges boolean default true, read_restricted boolean default false);
create table topics (id serial primary key, category_id int, visible boolean default true, deleted_at timestamp, action_code varchar, edit_reason varchar);
create table posts (id serial primary key, topic_id int, post_type int default 1, deleted_at timestamp, action_code varchar, edit_reason varchar);
create view badge_posts as select p.* from posts p join topics t on t.id = p.topic_id join categories c on c.id = t.category_id;
-- case: nothing
-- case: a column with a limit
drop view badge_posts; alter table posts alter column action_code type varchar(255);
create view badge_posts as select * from posts;
-- case: a column with a limit, and a view of the administrator
drop view badge_posts; alter table posts alter column action_code type varchar(255);
create view badge_posts as select * from posts; create view mine as select id from badge_posts;
-- case: no limit, and a view of the administrator
create view mine as select id from badge_posts;
