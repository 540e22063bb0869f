create collation old_order (provider = libc, locale = 'C.UTF-8');
create collation unused (provider = libc, locale = 'C.UTF-8');
create table users (id int primary key, name text collate old_order);
create index users_name on users (name);
