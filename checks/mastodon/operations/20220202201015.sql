-- RemoveTrustLevelFromAccounts
-- tried: v4.7.0-alpha.2

-- nothing: nothing reads it
alter table accounts drop column trust_level;
