insert into users values (1, 'a@b.example', 1, '2024-01-01', null), (2, 'a@b.example', 2, null, null), (3, 'a@b.example', 3, '2023-01-01', null), (4, 'c@b.example', 4, null, null);
