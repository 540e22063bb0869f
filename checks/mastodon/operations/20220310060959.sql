-- OptimizeNullIndexWebPushSubscriptionsAccessTokenId: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_web_push_subscriptions_on_access_token_id_new;
create index concurrently index_web_push_subscriptions_on_access_token_id_new on web_push_subscriptions (access_token_id) where access_token_id is not null;
drop index if exists index_web_push_subscriptions_on_access_token_id;
alter index index_web_push_subscriptions_on_access_token_id_new rename to index_web_push_subscriptions_on_access_token_id;
