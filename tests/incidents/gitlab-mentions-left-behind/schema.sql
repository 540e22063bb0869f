create table vulnerabilities (id bigint primary key, project_id bigint);
create table vulnerability_user_mentions (id bigint primary key, vulnerability_id bigint, project_id bigint);
insert into vulnerabilities values (1, 10), (2, 20), (3, null);
insert into vulnerability_user_mentions values (1, 1, null), (2, 2, 20), (3, 3, null), (4, 99, null);
