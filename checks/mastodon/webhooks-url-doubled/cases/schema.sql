create table webhooks (id bigint primary key, url varchar not null, events varchar[] not null default '{}', secret varchar not null default '', enabled boolean not null default true);
