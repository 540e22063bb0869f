-- RenameFollowPluginPreference
-- tried: no, nothing was planted for it

-- differs preferences-twice: Users with the preference under both names
--   They have it twice afterwards, and which of the two is read is a matter of chance.
-- by hand: Delete the older one. Before the migration, in user_custom_fields.
select f.id, f.user_id
from user_custom_fields f
where f.name = 'notify_me_when_followed_posts'
  and exists (select from user_custom_fields g
              where g.user_id = f.user_id and g.name = 'notify_me_when_followed_creates_topic')
order by f.id;
update user_custom_fields set name = 'notify_me_when_followed_creates_topic' where name = 'notify_me_when_followed_posts';
