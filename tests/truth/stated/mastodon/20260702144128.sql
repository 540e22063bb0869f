create table accounts (id bigint primary key, username varchar, domain varchar, public_key text not null default '', private_key text, updated_at timestamp); create table keypairs (id bigserial primary key, account_id bigint not null references accounts on delete cascade, type integer not null, local_fragment varchar, uri varchar, public_key varchar not null, private_key varchar, created_at timestamp not null default now(), updated_at timestamp not null default now(), unique (account_id, local_fragment));
-- case: an account of this instance
-- gone: select not exists (select from keypairs where public_key = 'pub' and private_key = 'priv')
insert into accounts values (1, 'ann', null, 'pub', 'priv');
-- case: one of another
-- gone: select public_key <> 'pub' from accounts
insert into accounts values (1, 'bob', 'a.example', 'pub', null);
-- case: another key already
-- gone: select not exists (select from keypairs where public_key = 'new')
insert into accounts values (1, 'ann', null, 'pub', 'priv'); insert into keypairs (account_id, type, local_fragment, public_key, private_key) values (1, 0, '#main-key', 'new', 'new');
