create table topics (id serial primary key, archetype varchar not null default 'regular');
create table posts (id serial primary key, topic_id int);
create table post_search_data (post_id int primary key, private_message boolean);
-- case: nothing
-- case: a row to be filled
-- gone: select not exists (select from post_search_data where not private_message)
insert into topics (id) values (1); insert into posts values (1, 1); insert into post_search_data (post_id) values (1);
-- case: a row of a post that is gone
insert into post_search_data (post_id) values (1);
