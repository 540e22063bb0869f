insert into users (name) values ('a'), ('b');
insert into posts (id) values (-5), (default), (default);
insert into tickets values (1), (2), (default);
insert into depths values (default), (default), (7);
