-- OptimizeNullIndexStatusesUri: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_statuses_on_uri_new;
create unique index concurrently index_statuses_on_uri_new on statuses (uri text_pattern_ops) where uri is not null;
drop index if exists index_statuses_on_uri;
alter index index_statuses_on_uri_new rename to index_statuses_on_uri;
