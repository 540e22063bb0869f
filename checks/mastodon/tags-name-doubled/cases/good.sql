insert into tags values (1, 'cats', null), (2, 'dogs', now());
insert into statuses_tags values (1, 10), (2, 10);
