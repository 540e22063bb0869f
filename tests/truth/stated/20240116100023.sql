create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
-- case: nothing
-- case: a trust level
-- gone: select not exists (select from site_settings where name = 'accept_all_solutions_allowed_groups' and value = '13')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('accept_all_solutions_trust_level', 3, '3', now(), now());
-- case: a trust level, and the new setting is there
insert into site_settings (name, data_type, value, created_at, updated_at) values ('accept_all_solutions_trust_level', 3, '3', now(), now()), ('accept_all_solutions_allowed_groups', 20, '14', now(), now());
-- case: staff in place of a trust level
-- gone: select not exists (select from site_settings where name = 'accept_all_solutions_allowed_groups' and value in ('1', '2', '3'))
insert into site_settings (name, data_type, value, created_at, updated_at) values ('accept_all_solutions_trust_level', 3, 'staff', now(), now());
