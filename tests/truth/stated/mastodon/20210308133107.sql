create table accounts (id bigint primary key, subscription_expires_at timestamp);
-- case: rows with values
insert into accounts values (1, now());
-- case: a view of the administrator on it
create view theirs as select subscription_expires_at from accounts;
-- case: it is gone already
alter table accounts drop column subscription_expires_at;
