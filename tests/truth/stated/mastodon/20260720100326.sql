create table accounts (id bigint primary key, username varchar, domain varchar, uri varchar);
-- case: empty and not
-- gone: select count(uri) <> 1 from accounts
insert into accounts values (1, 'a', null, ''), (2, 'b', 'c.example', 'https://c.example/b');
