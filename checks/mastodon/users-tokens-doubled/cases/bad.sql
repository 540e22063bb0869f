insert into users values (1, 'a', 'x'), (2, 'a', 'b'), (3, 'c', 'b'), (4, null, null), (5, null, null);
