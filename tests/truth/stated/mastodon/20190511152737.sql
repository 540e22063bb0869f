create table accounts (id bigint primary key, domain varchar, suspended boolean not null default false, silenced boolean not null default false, suspended_at timestamp, silenced_at timestamp); create table domain_blocks (id bigint primary key, domain varchar, severity integer default 0, created_at timestamp not null default '2019-01-01');
-- case: suspended with its domain
-- gone: select suspended_at <> '2019-01-01' from accounts
insert into domain_blocks values (1, 'a.example', 1); insert into accounts values (1, 'a.example', true);
-- case: silenced by itself
-- gone: select silenced_at is null from accounts
insert into accounts values (1, 'a.example', false, true);
-- case: silenced in a domain that is suspended
-- gone: select silenced_at is null from accounts
insert into domain_blocks values (1, 'a.example', 1); insert into accounts values (1, 'a.example', false, true);
