insert into accounts values (1, 'ann', null, 'k'), (2, 'bob', null, 'k'), (3, 'ann', 'far.example', null);
