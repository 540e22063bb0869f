create table account_identity_proofs (id bigint primary key, account_id bigint, provider varchar, provider_username varchar);
-- case: no rows
-- case: a proof
-- gone: select to_regclass('account_identity_proofs') is null
insert into account_identity_proofs values (1, 1, 'k', 'ann');
