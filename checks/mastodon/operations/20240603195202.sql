-- ChangeReadMeScopeToProfile
-- tried: v4.7.0-alpha.2

-- nothing: a permission of applications gets another name
update oauth_applications set scopes = replace(scopes, 'read:me', 'profile') where scopes like '%read:me%';
update oauth_access_tokens set scopes = replace(scopes, 'read:me', 'profile') where scopes like '%read:me%';
