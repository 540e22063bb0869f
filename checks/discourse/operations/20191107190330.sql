-- RemoveSuppressFromLatestFromCategory: mutes the categories that were kept off the list, for every user, unless there are more than ten.
-- tried: v2.4.0.beta8

-- lost categories-not-muted: Categories kept off the list of latest topics that will be shown again
--   They are muted for everybody in place of the flag, but none is where these and the ones muted by default are more than ten together.
-- by hand: Bring them down to ten. Or mute the categories by default_categories_muted, and for the users that there are, by hand.
select c.id, c.name
from categories c
where c.suppress_from_latest
  and (select count(*) from (
         select d.id::text from categories d where d.suppress_from_latest
         union select unnest(string_to_array(s.value, '|')) from site_settings s
         where s.name = 'default_categories_muted' and s.value <> '') muted (id)) > 10
order by c.id;
-- lost new-users-not-spared: Categories kept off the list of latest topics that new users will see
--   The categories are added to default_categories_muted, but only where that setting has a row already.
-- mend make-setting: Make the setting. Adds an empty row for default_categories_muted, which the migration then fills.
select min(c.id) as category_id, count(*) as categories
from categories c
where c.suppress_from_latest and not exists (select from site_settings s where s.name = 'default_categories_muted')
having count(*) between 1 and 10
order by 1;
insert into site_settings (name, data_type, value, created_at, updated_at)
select 'default_categories_muted', 20, '', now(), now() from found;
insert into category_users (category_id, user_id, notification_level)
select c.id, u.id, 0
from users u cross join categories c left join category_users cu on cu.user_id = u.id and cu.category_id = c.id
where c.suppress_from_latest and cu.notification_level is null
on conflict do nothing;
drop trigger if exists categories_suppress_from_latest_readonly on categories;
alter table categories drop column if exists suppress_from_latest;
