create table settings (id bigint primary key, var varchar not null, value text, thing_type varchar, thing_id bigint); create unique index index_settings_on_thing_type_and_thing_id_and_var on settings (thing_type, thing_id, var);
-- case: settings of the instance
-- gone: select count(*) <> 2 from settings
insert into settings values (1, 'site_title', '--- a', null, null), (2, 'theme', '--- b', null, null);
-- case: one of a user
-- gone: select count(*) <> 2 from settings
insert into settings values (1, 'theme', '--- a', 'User', 1), (2, 'theme', '--- b', null, null);
-- case: one that is there twice
insert into settings values (1, 'site_title', '--- a', null, null), (2, 'site_title', '--- b', null, null);
-- case: one that is there twice and goes
insert into settings values (1, 'boost_modal', '--- a', null, null), (2, 'boost_modal', '--- b', null, null);
-- case: twice with half of a thing
insert into settings values (1, 'theme', '--- a', 'User', null), (2, 'theme', '--- b', null, null);
-- case: no old index
drop index index_settings_on_thing_type_and_thing_id_and_var;
