create table accounts (id bigint primary key, statuses_count integer not null default 0, following_count integer not null default 0, followers_count integer not null default 0);
-- case: rows with values
insert into accounts values (1, 2, 3, 4);
-- case: a view of the administrator on it
create view theirs as select statuses_count from accounts;
-- case: it is gone already
alter table accounts drop column statuses_count;
