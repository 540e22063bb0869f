create table posts (id serial primary key); create table post_revisions (id serial primary key, post_id int);
-- case: nothing
-- case: a revision of a post that is gone
-- gone: select not exists (select from post_revisions)
insert into post_revisions (post_id) values (9);
-- case: a revision of a post
-- gone: select not exists (select from post_revisions)
insert into posts values (9); insert into post_revisions (post_id) values (9);
