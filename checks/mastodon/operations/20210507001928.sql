-- RemoveHubURLFromAccounts
-- tried: v4.7.0-alpha.2

-- nothing: addresses and a key of a protocol that is spoken no more
alter table accounts drop column secret;
alter table accounts drop column remote_url;
alter table accounts drop column salmon_url;
alter table accounts drop column hub_url;
