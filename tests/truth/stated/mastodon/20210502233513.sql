create table account_tag_stats (id bigint primary key);
-- case: rows in it
insert into account_tag_stats values (1);
-- case: another table refers to it
create table theirs (id bigint references account_tag_stats);
-- case: it is gone already
drop table account_tag_stats;
