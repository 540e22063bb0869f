insert into statuses (id, uri, account_id) values (10, 'https://far.example/1', 2), (11, 'https://far.example/2', 2), (12, null, 1), (13, null, 1), (14, 'https://far.example/A', 2), (15, 'https://far.example/a', 2);
insert into favourites values (1, 1, 10), (2, 1, 11);
