create table statuses (id bigint primary key, in_reply_to_account_id bigint);
-- case: doubles
create index index_statuses_on_in_reply_to_account_id on statuses (in_reply_to_account_id); insert into statuses values (1, 1), (2, 1), (3, null);
