-- OptimizeNullIndexOAuthAccessTokensRefreshToken: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_oauth_access_tokens_on_refresh_token_new;
create unique index concurrently index_oauth_access_tokens_on_refresh_token_new on oauth_access_tokens (refresh_token text_pattern_ops) where refresh_token is not null;
drop index if exists index_oauth_access_tokens_on_refresh_token;
alter index index_oauth_access_tokens_on_refresh_token_new rename to index_oauth_access_tokens_on_refresh_token;
