-- RenameAiHelperAllowedGroupsSetting: to the older name.
-- tried: discourse-ai of 2024-08

update site_settings set name = 'composer_ai_helper_allowed_groups' where name = 'ai_helper_allowed_groups';
