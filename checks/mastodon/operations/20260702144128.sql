-- MigrateLocalAccountKeypairs: keys of the accounts of this instance move to a table of their own.
-- tried: v4.7.0-alpha.2
-- open: without the keys of Active Record encryption in the environment it stops; the database does not show them

-- lost keys-replaced: Accounts of this instance with another key in the new table already
--   The key of the account is written over the one that new code has made since; whoever has fetched that one in the meantime refuses what is signed with the old one, until it is fetched again.
-- by hand: Decide which key others know. The older one, as a rule; then there is nothing to do.
select a.id, a.username
from accounts a
join keypairs k on k.account_id = a.id and k.local_fragment = '#main-key'
where a.domain is null and a.private_key is not null and k.public_key <> a.public_key
order by a.id;
-- nothing: the keys stand in keypairs then
update keypairs set public_key = a.public_key, private_key = a.private_key, type = 0
from accounts a
where a.id = keypairs.account_id and keypairs.local_fragment = '#main-key' and a.domain is null and a.private_key is not null;
insert into keypairs (type, account_id, local_fragment, public_key, private_key, created_at, updated_at)
select 0, a.id, '#main-key', a.public_key, a.private_key, now(), now()
from accounts a
where a.domain is null and a.private_key is not null
  and not exists (select from keypairs k where k.account_id = a.id and k.local_fragment = '#main-key');
update accounts set public_key = '', private_key = null where domain is null and private_key is not null;
