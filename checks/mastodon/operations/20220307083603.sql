-- OptimizeNullIndexConversationsUri: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_conversations_on_uri_new;
create unique index concurrently index_conversations_on_uri_new on conversations (uri text_pattern_ops) where uri is not null;
drop index if exists index_conversations_on_uri;
alter index index_conversations_on_uri_new rename to index_conversations_on_uri;
