-- RenameIndexAccountsOnUriToOld
-- tried: v4.7.0-alpha.2

alter index index_accounts_on_uri rename to old_index_accounts_on_uri;
