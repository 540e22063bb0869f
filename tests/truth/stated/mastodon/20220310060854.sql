create table appeals (id bigint primary key, approved_by_account_id bigint);
-- case: doubles
create index index_appeals_on_approved_by_account_id on appeals (approved_by_account_id); insert into appeals values (1, 1), (2, 1), (3, null);
