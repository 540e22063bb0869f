insert into users values (1, 20, 'abc'), (2, 16, null), (3, 15, null);
insert into old_users values (4, 15, 'abc');
alter table users add constraint grown check (age > 17) not valid;
create or replace function short(value text) returns boolean language sql immutable as 'select length(value) < 3';
