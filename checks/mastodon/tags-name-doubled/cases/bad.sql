insert into tags values (1, 'cats', null), (2, 'Cats', now()), (3, 'cats', null), (4, 'dogs', null);
insert into statuses_tags values (1, 10), (2, 10), (3, 10), (3, 11), (4, 10);
insert into accounts_tags values (1, 7), (3, 7), (3, 8);
insert into tag_follows values (1, 1, 7), (2, 3, 7), (3, 3, 8);
insert into featured_tags values (1, 7, 1, 5);
