create table accounts (id bigint primary key, secret varchar not null default '', remote_url varchar not null default '', salmon_url varchar not null default '', hub_url varchar not null default '');
-- case: rows with values
insert into accounts values (1, 'a', 'b', 'c', 'd');
-- case: a view of the administrator on it
create view theirs as select secret from accounts;
-- case: it is gone already
alter table accounts drop column secret;
