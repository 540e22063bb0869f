-- OptimizeNullIndexStatusesInReplyToAccountId: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_statuses_on_in_reply_to_account_id_new;
create index concurrently index_statuses_on_in_reply_to_account_id_new on statuses (in_reply_to_account_id) where in_reply_to_account_id is not null;
drop index if exists index_statuses_on_in_reply_to_account_id;
alter index index_statuses_on_in_reply_to_account_id_new rename to index_statuses_on_in_reply_to_account_id;
