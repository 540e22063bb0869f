create table repos (id integer primary key);
create table syncs (id integer primary key, repo_id integer);
insert into repos values (1), (2);
insert into syncs values (1, 1), (2, 3), (3, null), (4, 3);
