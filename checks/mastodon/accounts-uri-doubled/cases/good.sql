insert into accounts (id, username, domain, uri) values (2, 'bob', 'far.example', 'https://far.example/bob'), (3, 'eve', 'far.example', 'https://far.example/eve'), (4, 'x', 'far.example', ''), (5, 'y', 'far.example', ''), (6, 'z', 'far.example', null);
insert into reports values (1, 1, 2);
insert into fasp_follow_recommendations values (1, 1, 2);
