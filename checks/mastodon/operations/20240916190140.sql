-- RemoveCryptoScopeValues
-- tried: v4.7.0-alpha.2

-- nothing: a permission of applications that there is no more
update oauth_applications set scopes = trim(replace(scopes, 'crypto', '')) where scopes like '%crypto%';
update oauth_access_tokens set scopes = trim(replace(scopes, 'crypto', '')) where scopes like '%crypto%';
