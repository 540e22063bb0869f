-- RenameDefaultCategoriesRegularSetting
-- tried: no, its source was not at hand

update site_settings set name = 'default_categories_normal' where name = 'default_categories_regular';
