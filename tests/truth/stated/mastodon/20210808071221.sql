create table users (id bigint primary key, account_id bigint); create table account_notes (id bigint primary key, account_id bigint, comment text); insert into users values (1, 1);
-- case: a note by a user
-- gone: select not exists (select from account_notes)
insert into account_notes values (1, 1, 'kind');
-- case: a note by somebody who is gone
insert into account_notes values (1, 2, 'kind');
