create unique index on domain_blocks (domain);
