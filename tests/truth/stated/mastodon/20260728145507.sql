create table accounts (id bigint primary key, username varchar, domain varchar, suspended_at timestamp, suspension_origin integer, requested_deletion_at timestamp); create table users (id bigint primary key, account_id bigint); create table canonical_email_blocks (id bigint primary key, reference_account_id bigint);
-- case: suspended, with a user
-- gone: select suspended_at is null from accounts
insert into accounts values (1, 'a', null, now(), 0); insert into users values (1, 1);
-- case: suspended, and the address blocked
-- gone: select suspended_at is null from accounts
insert into accounts values (1, 'a', null, now(), 0); insert into canonical_email_blocks values (1, 1);
-- case: suspended, without a user
-- gone: select suspended_at is null from accounts
insert into accounts values (1, 'a', null, now(), 0);
-- case: of another instance
-- gone: select suspended_at is null from accounts
insert into accounts values (1, 'a', 'b.example', now(), 0);
