create table statuses (id bigint primary key, reblogs_count integer not null default 0, favourites_count integer not null default 0);
-- case: rows with values
insert into statuses values (1, 2, 3);
-- case: a view of the administrator on it
create view theirs as select reblogs_count from statuses;
-- case: it is gone already
alter table statuses drop column reblogs_count;
