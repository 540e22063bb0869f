-- DropFlashOneboxSiteSetting
-- tried: no, nothing was planted for it

-- nothing: what it switched is not there any more
delete from site_settings where name = 'enable_flash_video_onebox';
