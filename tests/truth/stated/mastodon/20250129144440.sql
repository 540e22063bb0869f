create table statuses (id bigint primary key, account_id bigint, language varchar, deleted_at timestamp, visibility integer, reblog_of_id bigint, reply boolean, in_reply_to_account_id bigint);
-- case: posts
insert into statuses values (1, 1, 'en', null, 0, null, false, null);
-- case: an index of that name already
create index index_statuses_public_20250129 on statuses (id);
