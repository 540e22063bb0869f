insert into users values (1, 'a@b.c', false), (2, null, false), (3, null, null), (4, 'A@b.c', true), (5, 'a@B.c', true);
insert into tags values ('a'), ('A'), (null), (null);
insert into pairs values (1, 2), (2, 1), (1, null), (1, null);
