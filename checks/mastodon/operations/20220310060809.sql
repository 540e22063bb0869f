-- OptimizeNullIndexOAuthAccessTokensResourceOwnerId: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_oauth_access_tokens_on_resource_owner_id_new;
create index concurrently index_oauth_access_tokens_on_resource_owner_id_new on oauth_access_tokens (resource_owner_id) where resource_owner_id is not null;
drop index if exists index_oauth_access_tokens_on_resource_owner_id;
alter index index_oauth_access_tokens_on_resource_owner_id_new rename to index_oauth_access_tokens_on_resource_owner_id;
