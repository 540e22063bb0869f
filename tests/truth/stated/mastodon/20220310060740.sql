create table oauth_access_tokens (id bigint primary key, refresh_token varchar);
-- case: no doubles, and empty ones
create unique index index_oauth_access_tokens_on_refresh_token on oauth_access_tokens (refresh_token); insert into oauth_access_tokens values (1, 'a'), (2, 'A'), (3, null), (4, null);
-- case: doubles that the old index does not know
insert into oauth_access_tokens values (1, 'a'), (2, 'a');
-- case: an index of the new name is left of a build that failed
create unique index index_oauth_access_tokens_on_refresh_token on oauth_access_tokens (refresh_token); create index index_oauth_access_tokens_on_refresh_token_new on oauth_access_tokens (id); insert into oauth_access_tokens values (1, 'a');
