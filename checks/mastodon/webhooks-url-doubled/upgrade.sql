create unique index on webhooks (url);
