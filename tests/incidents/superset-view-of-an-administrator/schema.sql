create table query (id integer primary key, sql text, tab_name varchar(256));
create view slow_queries as select id, tab_name from query;
insert into query values (1, 'select 1', 'a');
