-- RemoveIpsFromEmailDomainBlocks
-- tried: v4.7.0-alpha.2

-- nothing: addresses of a mail server, which are looked up anew
alter table email_domain_blocks drop column ips;
alter table email_domain_blocks drop column last_refresh_at;
