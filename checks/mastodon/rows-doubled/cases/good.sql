insert into follows values (1, 1, 2), (2, 2, 1);
insert into favourites values (1, 1, 1), (2, 1, 2);
insert into account_domain_blocks values (1, 1, 'a.example'), (2, 1, 'A.example');
