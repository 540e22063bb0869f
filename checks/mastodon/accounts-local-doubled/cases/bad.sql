insert into accounts values (1, 'ann', null, 'k'), (2, 'Ann', null, 'k'), (3, 'ann', 'far.example', null), (4, 'bob', null, null), (5, 'bob', null, 'k');
insert into users values (1, 1, '2024-01-01', null), (2, 2, '2020-01-01', '2023-01-01');
