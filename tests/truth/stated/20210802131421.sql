create table badges (id serial primary key, name varchar, trigger int);
-- case: nothing
-- case: a badge with the trigger
-- gone: select not exists (select from badges where trigger = 16)
insert into badges (name, trigger) values ('a', 16);
-- case: a badge with another
-- gone: select not exists (select from badges where trigger = 2)
insert into badges (name, trigger) values ('a', 2);
