insert into users values (1, 20, 'abc'), (2, null, null);
alter table users add constraint grown check (age > 17) not valid;
