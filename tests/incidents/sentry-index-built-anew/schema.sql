create table environments (id integer primary key, project_id integer, name text);
insert into environments values (1, 1, 'a'), (2, 1, 'a'), (3, 2, 'a');
create unique index environments_project_name on environments (project_id, name) where project_id > 1;
