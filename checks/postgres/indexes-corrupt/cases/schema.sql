create extension amcheck;
create table users (id int primary key, name text);
create index users_name on users (name);
