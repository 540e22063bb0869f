insert into users values (1, 'a', 'a'), (2, 'b', 'b'), (3, null, null), (4, null, null);
