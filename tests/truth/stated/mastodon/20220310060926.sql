create table appeals (id bigint primary key, rejected_by_account_id bigint);
-- case: doubles
create index index_appeals_on_rejected_by_account_id on appeals (rejected_by_account_id); insert into appeals values (1, 1), (2, 1), (3, null);
