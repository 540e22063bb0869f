-- RenameAiHelperEnabledSetting
-- tried: discourse-ai of 2024-08

update site_settings set name = 'ai_helper_enabled' where name = 'composer_ai_helper_enabled';
