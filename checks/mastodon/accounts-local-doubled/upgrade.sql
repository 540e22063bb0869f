create unique index on accounts (lower(username), coalesce(lower(domain), ''));
