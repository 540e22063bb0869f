create table statuses (id bigint primary key, uri varchar);
-- case: no doubles, and empty ones
create unique index index_statuses_on_uri on statuses (uri); insert into statuses values (1, 'a'), (2, 'A'), (3, null), (4, null);
-- case: doubles that the old index does not know
insert into statuses values (1, 'a'), (2, 'a');
-- case: an index of the new name is left of a build that failed
create unique index index_statuses_on_uri on statuses (uri); create index index_statuses_on_uri_new on statuses (id); insert into statuses values (1, 'a');
