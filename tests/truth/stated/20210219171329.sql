create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
-- case: nothing
-- case: a secret under the old name alone
-- gone: select not exists (select from site_settings where value = 'abc')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('sso_secret', 1, 'abc', now(), now());
-- case: a secret under both names
-- gone: select not exists (select from site_settings where value = 'abc')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('sso_secret', 1, 'abc', now(), now()), ('discourse_connect_secret', 1, 'abc', now(), now());
-- case: another secret under the old name
-- gone: select not exists (select from site_settings where value = 'abc')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('sso_secret', 1, 'abc', now(), now()), ('discourse_connect_secret', 1, 'xyz', now(), now());
