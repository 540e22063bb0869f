insert into users values (1, 'a'), (2, 'b'), (90000, 'c');
insert into posts (id) values (default), (default), (5000);
insert into tickets values (100), (101);
insert into depths values (default), (-2), (-3);
