create table accounts (id bigint primary key, trust_level integer);
-- case: rows with values
insert into accounts values (1, 1);
-- case: a view of the administrator on it
create view theirs as select trust_level from accounts;
-- case: it is gone already
alter table accounts drop column trust_level;
