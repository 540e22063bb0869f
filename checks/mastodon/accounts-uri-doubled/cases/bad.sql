insert into accounts (id, username, domain, uri, last_webfingered_at) values
  (2, 'bob', 'far.example', 'https://far.example/bob', '2024-01-01'), (3, 'robert', 'far.example', 'https://far.example/bob', '2024-02-01'),
  (4, 'eve', 'far.example', 'https://far.example/eve', '2024-01-01'), (5, 'eva', 'far.example', 'https://far.example/eve', null),
  (6, 'cat', 'far.example', 'https://far.example/cat', '2024-01-01'), (7, 'kat', 'far.example', 'https://far.example/cat', null),
  (8, 'x', 'far.example', '', null), (9, 'y', 'far.example', '', null),
  (10, 'dog', 'far.example', 'https://far.example/dog', '2024-01-01'), (11, 'hound', 'far.example', 'https://far.example/dog', null);
insert into statuses values (1, 2, null), (2, 1, 2), (3, 5, null);
insert into follows values (1, 1, 2), (2, 1, 3), (3, 1, 5);
insert into reports values (1, 1, 2), (2, 2, 1), (3, 1, 4);
insert into account_warnings values (1, 1, 2);
insert into featured_tags values (1, 2, 1), (2, 3, 1), (3, 2, 2);
insert into account_notes values (1, 1, 2, 'a'), (2, 1, 3, 'b'), (3, 1, 5, 'c');
insert into collection_items values (1, 1, 6), (2, 1, 7), (3, 2, 5);
insert into fasp_follow_recommendations values (1, 1, 7), (2, 1, 11);
