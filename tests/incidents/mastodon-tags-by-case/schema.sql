create table tags (id bigint primary key, name varchar not null default '');
insert into tags values (1, 'Cats'), (2, 'cats'), (3, 'CATS'), (4, 'dogs'), (5, 'Dög');
