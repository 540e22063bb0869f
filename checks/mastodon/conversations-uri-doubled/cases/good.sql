insert into conversations values (1, null), (2, null), (3, 'tag:far.example,2020:a'), (4, 'tag:far.example,2020:b');
insert into statuses values (1, 3), (2, 4);
