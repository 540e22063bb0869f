create table accounts (id bigint primary key, username varchar, domain varchar, uri varchar); create table account_stats (account_id bigint references accounts on delete cascade, statuses_count bigint, followers_count bigint, following_count bigint); create table statuses (id bigint primary key, account_id bigint references accounts on delete cascade);
-- case: with an address, and of this instance
-- gone: select count(*) <> 2 from accounts
insert into accounts values (1, 'a', null, null), (2, 'b', 'c.example', 'x');
-- case: without an address
-- gone: select not exists (select from statuses)
insert into accounts values (2, 'b', 'c.example', null); insert into statuses values (1, 2);
-- case: without an address, and a reference that forbids it
create table theirs (account_id bigint references accounts); insert into accounts values (2, 'b', 'c.example', null); insert into theirs values (2);
