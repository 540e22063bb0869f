create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
-- case: nothing
-- case: the setting under both names
insert into site_settings (name, data_type, value, created_at, updated_at) values ('composer_ai_helper_allowed_groups', 20, '1', now(), now()), ('ai_helper_allowed_groups', 20, '2', now(), now());
