alter table organizations add column vip boolean not null default false;
