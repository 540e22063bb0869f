set session_replication_role = replica;
insert into users values (1, 'a');
insert into posts values (1, 1, 'a'), (2, 7, null), (3, 7, 'gone');
insert into taggings values ('x', 1), ('x', null), (null, null);
insert into visits values (1), (8), (8), (null);
insert into days values (9, 1), (1, 1);
