create table conversations (id bigint primary key, uri varchar);
-- case: no doubles, and empty ones
create unique index index_conversations_on_uri on conversations (uri); insert into conversations values (1, 'a'), (2, 'A'), (3, null), (4, null);
-- case: doubles that the old index does not know
insert into conversations values (1, 'a'), (2, 'a');
-- case: an index of the new name is left of a build that failed
create unique index index_conversations_on_uri on conversations (uri); create index index_conversations_on_uri_new on conversations (id); insert into conversations values (1, 'a');
