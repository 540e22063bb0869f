create table account_relationship_severance_events (id bigint primary key, relationships_count integer not null default 0);
-- case: rows with values
insert into account_relationship_severance_events values (1, 2);
-- case: a view of the administrator on it
create view theirs as select relationships_count from account_relationship_severance_events;
-- case: it is gone already
alter table account_relationship_severance_events drop column relationships_count;
