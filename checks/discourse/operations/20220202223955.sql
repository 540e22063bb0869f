-- MigrateSelectableAvatarsEnabled: the setting gets another name and another kind of value.
-- tried: no, its source was not at hand

update site_settings
set name = 'selectable_avatars_mode', data_type = 7, value = case when value = 't' then 'no_one' else 'disabled' end
where name = 'selectable_avatars_enabled';
