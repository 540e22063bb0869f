create function short(value text) returns boolean language sql immutable as 'select length(value) < 4';
create table users (id int primary key, age int, name text constraint name_short check (short(name)));
create table old_users (constraint age_known check (age is not null) no inherit) inherits (users);
