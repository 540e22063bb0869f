insert into follows values (1, 1, 2), (2, 1, 2), (3, 2, 1);
insert into list_accounts values (1, 1, 2, 2);
insert into favourites values (1, 1, 1), (2, 1, 1), (3, 1, 1);
insert into notifications values (1, 2, 'Follow'), (2, 3, 'Favourite'), (3, 3, 'Mention');
insert into account_notes values (1, 1, 2, 'kind'), (2, 1, 2, 'tall'), (3, 1, 2, 'kind');
insert into email_domain_blocks values (1, 'a.example', null), (2, 'a.example', null), (3, 'mx.a.example', 2);
insert into account_domain_blocks values (1, 1, 'a.example'), (2, 1, 'a.example');
