-- MigrateInteractionSettingsToPolicyAgain: policies for users who have none, by their settings.
-- tried: v4.7.0-alpha.2

-- stops settings-unreadable: Users whose settings are not what the migration can read
--   The application writes them as a JSON object. The migration reads them one user after the other, and ends with an error at the first that is none. Here an empty column is none either.
-- mend empty-object: Write empty settings where there are none. Sets the column to {} where it is null; what is there and cannot be read has to be mended by hand.
-- by hand: Mend the text, or empty it. With {} the user has the settings that everybody begins with.
select u.id, left(u.settings, 40) as beginning
from users u
where case when u.settings is null then true
           when pg_input_is_valid(u.settings, 'json') then json_typeof(u.settings::json) in ('array', 'number', 'boolean')
           else true end
order by u.id;
update users set settings = '{}' from found where found.id = users.id and users.settings is null;
insert into notification_policies (account_id, filter_not_followers, filter_not_following, filter_private_mentions, created_at, updated_at)
select u.account_id,
       coalesce((u.settings::json ->> 'interactions.must_be_follower')::boolean, false),
       coalesce((u.settings::json ->> 'interactions.must_be_following')::boolean, false),
       coalesce((u.settings::json ->> 'interactions.must_be_following_dm')::boolean, false), now(), now()
from users u
where not exists (select from notification_policies p where p.account_id = u.account_id)
on conflict do nothing;
