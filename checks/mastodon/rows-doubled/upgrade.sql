create unique index on follows (account_id, target_account_id);
create unique index on favourites (account_id, status_id);
create unique index on account_notes (account_id, target_account_id);
create unique index on email_domain_blocks (domain);
create unique index on account_domain_blocks (account_id, domain);
