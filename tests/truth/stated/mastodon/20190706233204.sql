create table stream_entries (id bigint primary key);
-- case: rows in it
insert into stream_entries values (1);
-- case: another table refers to it
create table theirs (id bigint references stream_entries);
-- case: it is gone already
drop table stream_entries;
