create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
-- case: nothing
-- case: no model for a feature that is on
insert into site_settings (name, data_type, value, created_at, updated_at) values ('composer_ai_helper_enabled', 5, 't', now(), now());
-- case: an empty model for a feature that is on
insert into site_settings (name, data_type, value, created_at, updated_at) values ('ai_helper_model', 1, '', now(), now()), ('composer_ai_helper_enabled', 5, 't', now(), now());
