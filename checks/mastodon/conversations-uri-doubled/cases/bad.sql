insert into conversations values (1, null), (2, null), (3, 'tag:far.example,2020:a'), (4, 'tag:far.example,2020:a'), (5, 'tag:far.example,2020:a');
insert into statuses values (1, 3), (2, 4), (3, 5), (4, 1);
insert into conversation_mutes values (1, 7, 3), (2, 7, 4), (3, 8, 5);
insert into account_conversations values (1, 7, 3, '{8}', '{1}', 1, false), (2, 7, 4, '{8}', '{2}', 2, true), (3, 8, 5, '{7}', '{3}', 3, false);
