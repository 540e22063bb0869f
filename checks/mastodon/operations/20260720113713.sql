-- RemoveOldIndexOnAccountsUri
-- tried: v4.7.0-alpha.2

drop index concurrently old_index_accounts_on_uri;
