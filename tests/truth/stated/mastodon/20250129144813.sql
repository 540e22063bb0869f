create table statuses (id bigint primary key, account_id bigint, language varchar, deleted_at timestamp, visibility integer, reblog_of_id bigint, reply boolean, in_reply_to_account_id bigint);
-- case: the index
create index index_statuses_public_20200119 on statuses (id desc, account_id);
-- case: no index
