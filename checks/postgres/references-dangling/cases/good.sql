insert into users values (1, 'a'), (2, 'b');
insert into tags values ('x', 1);
insert into posts values (1, 1, 'a'), (2, null, null), (3, null, 'b');
insert into taggings values ('x', 1), (null, null);
insert into visits values (1), (null);
insert into days values (1, 1), (null, 1);
