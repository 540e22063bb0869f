insert into accounts (id, username, domain, uri, public_key, last_webfingered_at) values
  (2, 'bob', 'far.example', 'https://far.example/bob', 'k', '2024-01-01'), (3, 'Bob', 'Far.example', '', 'k', '2023-01-01'),
  (4, 'bob', 'far.example', null, '', null), (5, 'eve', 'far.example', 'https://far.example/eve', 'e', '2024-01-01'),
  (6, 'eve', 'far.example', 'https://far.example/eve2', 'f', '2024-02-01'), (7, 'ann', 'far.example', 'a', '', null);
update accounts set moved_to_account_id = 3 where id = 7;
insert into statuses values (10, 2, 'u1', null), (11, 3, 'u2', 3), (12, 4, 'u3', null), (13, 5, 'u4', 4), (14, 1, null, 3);
insert into follows values (1, 1, 2), (2, 1, 3), (3, 1, 4), (4, 3, 9), (5, 9, 4), (6, 9, 5);
insert into lists values (1, 1), (2, 9);
insert into list_accounts values (1, 1, 2, 1), (2, 1, 3, 2), (3, 2, 4, 5);
insert into account_notes values (1, 1, 2, 'kind'), (2, 1, 3, 'funny'), (3, 1, 4, 'kind'), (4, 9, 4, 'tall');
insert into account_stats values (1, 2, 5), (2, 3, 4);
insert into reports values (1, 1, 3, '{11}'), (2, 4, 1, '{}');
insert into notifications values (1, 2, 'Follow', 1, 3), (2, 4, 'Follow', 9, 3), (3, 4, 'Account', 1, 9);
insert into accounts_tags values (1, 2), (1, 3), (2, 4);
insert into account_conversations values
  (1, 1, 7, '{2}', '{10}', 10, false), (2, 1, 7, '{3}', '{11}', 11, true), (3, 1, 8, '{4,9}', '{12}', 12, false), (4, 3, 7, '{1}', '{10}', 10, false);
