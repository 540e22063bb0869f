-- CorrectFollowPluginSiteSettingValues
-- tried: no, nothing was planted for it

update site_settings set value = 'no-one'
where name in ('follow_followers_visible', 'follow_following_visible') and value = 'none';
