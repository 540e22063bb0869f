create table account_stats (id bigint primary key, lock_version integer not null default 0);
-- case: rows with values
insert into account_stats values (1, 2);
-- case: a view of the administrator on it
create view theirs as select lock_version from account_stats;
-- case: it is gone already
alter table account_stats drop column lock_version;
