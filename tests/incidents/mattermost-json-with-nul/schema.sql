create table posts (id integer primary key, props text);
insert into posts values (1, '{}'), (2, '{"a": "b\u0000c"}'), (3, '{"a": 1}'), (4, 'nothing');
