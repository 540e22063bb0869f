-- AddUniqueIndexOnAccountsUri: where the index cannot be built, accounts of one address are merged.
-- tried: v4.7.0-alpha.2

create unique index concurrently index_accounts_on_uri on accounts (uri);
