insert into users values (1, 'a@b.example', 1), (2, 'b@b.example', 2);
