-- RemoveLegacyUserSettingsColumns
-- tried: v4.7.0-alpha.2

-- lost settings-of-users: Settings of users in the old place
--   They were moved to the column settings of users in release 4.2, and deleted by an ordinary migration of this release. What still stands here was written by older code since, and goes.
select s.id, s.var, s.thing_type, s.thing_id
from settings s
where s.thing_type is not null and s.thing_id is not null
order by s.id;
delete from settings where thing_type is not null and thing_id is not null;

-- nothing: names of settings of users that belong to no user; nothing reads them
delete from settings where var in ('notification_emails', 'interactions', 'boost_modal', 'auto_play_gif', 'delete_modal',
  'system_font_ui', 'default_sensitive', 'unfollow_modal', 'reduce_motion', 'display_sensitive_media', 'hide_network',
  'expand_spoilers', 'display_media', 'aggregate_reblogs', 'show_application', 'advanced_layout', 'use_blurhash',
  'use_pending_items');

create unique index concurrently index_settings_on_var on settings (var);

-- nothing: both are empty in every row that is left
drop index index_settings_on_thing_type_and_thing_id_and_var;
alter table settings drop column thing_type;
alter table settings drop column thing_id;
