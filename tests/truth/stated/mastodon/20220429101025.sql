create table email_domain_blocks (id bigint primary key, ips inet[], last_refresh_at timestamp);
-- case: rows with values
insert into email_domain_blocks values (1, '{10.0.0.1}', now());
-- case: a view of the administrator on it
create view theirs as select ips from email_domain_blocks;
-- case: it is gone already
alter table email_domain_blocks drop column ips;
