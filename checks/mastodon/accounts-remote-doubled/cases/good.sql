insert into accounts (id, username, domain, uri) values (2, 'bob', 'far.example', 'https://far.example/bob'), (3, 'bob', 'else.example', 'https://else.example/bob'), (4, 'bob', null, null), (5, 'bobby', 'far.example', '');
insert into follows values (1, 1, 2), (2, 1, 3);
