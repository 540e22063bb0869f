create table subscriptions (id bigint primary key);
-- case: rows in it
insert into subscriptions values (1);
-- case: another table refers to it
create table theirs (id bigint references subscriptions);
-- case: it is gone already
drop table subscriptions;
