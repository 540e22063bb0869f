-- RemoveSubscriptionExpiresAtFromAccounts
-- tried: v4.7.0-alpha.2

-- nothing: of a protocol that is spoken no more
alter table accounts drop column subscription_expires_at;
