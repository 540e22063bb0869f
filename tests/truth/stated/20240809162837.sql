create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
-- case: nothing
-- case: the setting
-- gone: select not exists (select from site_settings where name = 'ai_helper_enabled')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('composer_ai_helper_enabled', 5, 't', now(), now());
-- case: the setting under both names
insert into site_settings (name, data_type, value, created_at, updated_at) values ('composer_ai_helper_enabled', 5, 't', now(), now()), ('ai_helper_enabled', 5, 'f', now(), now());
