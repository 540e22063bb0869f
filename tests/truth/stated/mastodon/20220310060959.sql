create table web_push_subscriptions (id bigint primary key, access_token_id bigint);
-- case: doubles
create index index_web_push_subscriptions_on_access_token_id on web_push_subscriptions (access_token_id); insert into web_push_subscriptions values (1, 1), (2, 1), (3, null);
