create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
-- case: nothing
-- case: a model of a feature that is off
-- gone: select not exists (select from site_settings where value like '%gpt-4')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('ai_helper_model', 1, 'gpt-4', now(), now());
-- case: a model of a feature that is on
-- gone: select not exists (select from site_settings where value like '%gpt-4')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('ai_helper_model', 1, 'gpt-4', now(), now()), ('composer_ai_helper_enabled', 5, 't', now(), now());
-- case: a model that is none of the known ones
-- gone: select not exists (select from site_settings where value like '%mine')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('ai_helper_model', 1, 'mine', now(), now()), ('composer_ai_helper_enabled', 5, 't', now(), now());
