create table categories (id serial primary key, name varchar, suppress_from_latest boolean default false);
create table users (id serial primary key);
create table category_users (id serial primary key, category_id int not null, user_id int not null, notification_level int);
create unique index on category_users (user_id, category_id, notification_level);
create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
-- case: nothing
-- case: a category kept off, and a setting for the default
-- gone: select not exists (select from category_users where category_id = 1) or not exists (select from site_settings where value = '1')
insert into categories (id, name, suppress_from_latest) values (1, 'a', true); insert into users values (1);
insert into site_settings (name, data_type, value, created_at, updated_at) values ('default_categories_muted', 20, '', now(), now());
-- case: a category kept off, and no setting for the default
-- gone: select not exists (select from site_settings where value = '1')
insert into categories (id, name, suppress_from_latest) values (1, 'a', true); insert into users values (1);
-- case: eleven categories kept off
-- gone: select not exists (select from category_users)
insert into categories (name, suppress_from_latest) select 'c' || n, true from generate_series(1, 11) n; insert into users values (1);
insert into site_settings (name, data_type, value, created_at, updated_at) values ('default_categories_muted', 20, '', now(), now());
-- case: nine categories kept off and two muted by default
-- gone: select not exists (select from category_users)
insert into categories (name, suppress_from_latest) select 'c' || n, true from generate_series(1, 9) n; insert into users values (1);
insert into site_settings (name, data_type, value, created_at, updated_at) values ('default_categories_muted', 20, '101|102', now(), now());
