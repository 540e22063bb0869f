create table oauth_access_tokens (id bigint primary key, resource_owner_id bigint);
-- case: doubles
create index index_oauth_access_tokens_on_resource_owner_id on oauth_access_tokens (resource_owner_id); insert into oauth_access_tokens values (1, 1), (2, 1), (3, null);
