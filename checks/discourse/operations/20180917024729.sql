-- RemoveSuperfluousColumns: columns whose values moved elsewhere between 2016 and 2018.
-- tried: v2.3.0

-- lost card-badges-not-copied: Users whose card badge is not among their custom fields
--   The badge moved to the custom field card_image_badge_id; of these users there is no such field.
-- mend copy-to-fields: Write the custom field. Adds card_image_badge_id to the custom fields of each of these users.
select p.user_id, p.card_image_badge_id
from user_profiles p
where p.card_image_badge_id is not null
  and not exists (select from user_custom_fields f where f.user_id = p.user_id and f.name = 'card_image_badge_id')
order by p.user_id;
insert into user_custom_fields (user_id, name, value, created_at, updated_at)
select user_id, 'card_image_badge_id', card_image_badge_id::text, now(), now() from found;
drop trigger if exists user_profiles_card_image_badge_id_readonly on user_profiles;
alter table user_profiles drop column if exists card_image_badge_id;

-- lost category-logos-without-upload: Categories whose logo is an address and no upload
--   Only logos that were uploads of this forum were carried over; one with an outside address goes.
-- by hand: Upload the image as the logo of the category. Somebody who can see the address saves the image and uploads it.
select c.id, c.logo_url
from categories c
where coalesce(c.logo_url, '') <> '' and c.uploaded_logo_id is null
order by c.id;
drop trigger if exists categories_logo_url_readonly on categories;
alter table categories drop column if exists logo_url;

-- lost category-backgrounds-without-upload: Categories whose background is an address and no upload
--   Only backgrounds that were uploads of this forum were carried over; one with an outside address goes.
-- by hand: Upload the image as the background of the category. Somebody who can see the address saves the image and uploads it.
select c.id, c.background_url
from categories c
where coalesce(c.background_url, '') <> '' and c.uploaded_background_id is null
order by c.id;
drop trigger if exists categories_background_url_readonly on categories;
alter table categories drop column if exists background_url;

-- lost categories-shown-again: Categories kept off the home page that are not kept off the list of latest topics
--   The flag moved to suppress_from_latest; these have it in the old place alone, or were shown again since.
-- mend copy-flag: Copy the flag. Sets suppress_from_latest of each of these categories.
select c.id, c.name
from categories c
where c.suppress_from_homepage and c.suppress_from_latest is not true
order by c.id;
update categories set suppress_from_latest = true from found where found.id = categories.id;
drop trigger if exists categories_suppress_from_homepage_readonly on categories;
alter table categories drop column if exists suppress_from_homepage;

-- lost groups-shown-to-all: Groups that were hidden and are visible to all by the new setting
--   What was hidden has visibility_level 1 or more; these have 0, or were opened since.
-- mend hide: Hide the group. Sets visibility_level to 1, for members and staff, as hidden groups were carried over.
select g.id, g.name
from groups g
where not g.visible and g.visibility_level = 0
order by g.id;
update groups set visibility_level = 1 from found where found.id = groups.id;
drop trigger if exists groups_visible_readonly on groups;
alter table groups drop column if exists visible;

-- lost groups-closed: Groups that anybody could join and nobody can by the new settings
--   Public groups have public_admission; these have not, or were closed since.
-- mend open: Open the group. Sets public_admission and public_exit of each of these groups.
select g.id, g.name
from groups g
where g.public and not g.public_admission
order by g.id;
update groups set public_admission = true, public_exit = true from found where found.id = groups.id;
drop trigger if exists groups_public_readonly on groups;
alter table groups drop column if exists public;

-- lost group-levels-not-copied: Groups that could be mentioned or written to and cannot be by the new settings
--   The level moved to mentionable_level and messageable_level; of these groups both are 0.
-- mend copy-level: Copy the level. Sets both levels of each of these groups to the old one.
select g.id, g.name, g.alias_level
from groups g
where g.alias_level > 0 and coalesce(g.mentionable_level, 0) = 0 and coalesce(g.messageable_level, 0) = 0
order by g.id;
update groups set mentionable_level = found.alias_level, messageable_level = found.alias_level
from found where found.id = groups.id;
drop trigger if exists groups_alias_level_readonly on groups;
alter table groups drop column if exists alias_level;

-- nothing: target_id of the same row says it as a number
drop trigger if exists theme_fields_target_readonly on theme_fields;
alter table theme_fields drop column if exists target;

-- nothing: worked out from what a user has read
drop trigger if exists user_stats_first_topic_unread_at_readonly on user_stats;
alter table user_stats drop column if exists first_topic_unread_at;

-- lost topics-not-closed: Topics with a time to close and no timer
--   A timer was made for each topic that was to close; of these there is none, so that they stay open.
-- mend make-timers: Make the timer. Adds a timer that closes the topic at that time, in the name of who set it or else of the system.
select t.id, t.auto_close_at
from topics t
where t.auto_close_at is not null
  and not exists (select from topic_timers m where m.topic_id = t.id and m.status_type = 1)
order by t.id;
insert into topic_timers (topic_id, user_id, execute_at, status_type, based_on_last_post, created_at, updated_at)
select t.id, coalesce(t.auto_close_user_id, -1), t.auto_close_at, 1, coalesce(t.auto_close_based_on_last_post, false),
       coalesce(t.auto_close_started_at, now()), coalesce(t.auto_close_started_at, now())
from topics t join found on found.id = t.id;
drop trigger if exists topics_auto_close_at_readonly on topics;
alter table topics drop column if exists auto_close_at;
drop trigger if exists topics_auto_close_user_id_readonly on topics;
alter table topics drop column if exists auto_close_user_id;
drop trigger if exists topics_auto_close_started_at_readonly on topics;
alter table topics drop column if exists auto_close_started_at;
drop trigger if exists topics_auto_close_based_on_last_post_readonly on topics;
alter table topics drop column if exists auto_close_based_on_last_post;
drop trigger if exists topics_auto_close_hours_readonly on topics;
alter table topics drop column if exists auto_close_hours;

-- nothing: counts of what stands in post_actions, row by row
drop trigger if exists topics_inappropriate_count_readonly on topics;
alter table topics drop column if exists inappropriate_count;
drop trigger if exists topics_bookmark_count_readonly on topics;
alter table topics drop column if exists bookmark_count;
drop trigger if exists topics_off_topic_count_readonly on topics;
alter table topics drop column if exists off_topic_count;
drop trigger if exists topics_illegal_count_readonly on topics;
alter table topics drop column if exists illegal_count;
drop trigger if exists topics_notify_user_count_readonly on topics;
alter table topics drop column if exists notify_user_count;
drop trigger if exists topics_last_unread_at_readonly on topics;
alter table topics drop column if exists last_unread_at;
drop trigger if exists topics_vote_count_readonly on topics;
alter table topics drop column if exists vote_count;

-- lost users-without-address: Users whose only address is in the old column
--   Addresses moved to user_emails; these users have none there, and can neither be written to nor sign in by it.
-- mend copy-address: Copy the address. Adds the address to user_emails as the first one of the user.
select u.id, u.email
from users u
where u.email is not null and not exists (select from user_emails e where e.user_id = u.id and e."primary")
  and not exists (select from user_emails e where lower(e.email) = lower(u.email))
  and not exists (select from users v where lower(v.email) = lower(u.email) and v.id < u.id)
order by u.id;
insert into user_emails (user_id, email, "primary", created_at, updated_at)
select id, email, true, now(), now() from found;
-- lost users-whose-address-is-taken: Users whose only address is in the old column and in use by another
--   Addresses moved to user_emails, where nobody can have the address of another; these users have none there.
-- by hand: Find out whose address it is. Give the other user another address, or leave this one without.
select u.id, u.email
from users u
where u.email is not null and not exists (select from user_emails e where e.user_id = u.id and e."primary")
  and (exists (select from user_emails e where lower(e.email) = lower(u.email))
       or exists (select from users v where lower(v.email) = lower(u.email) and v.id < u.id))
order by u.id;
-- differs addresses-changed: Users whose first address is another than in the old column
--   Whoever changed the address since has the new one in user_emails. Nothing else says what it was before.
select u.id, u.email
from users u
where u.email is not null
  and exists (select from user_emails e where e.user_id = u.id and e."primary" and lower(e.email) <> lower(u.email))
order by u.id;
drop trigger if exists users_email_readonly on users;
alter table users drop column if exists email;

-- lost preferences-without-options: Users with preferences of their own and no row of options
--   All of these moved to user_options; a user without a row there has the defaults from now on.
-- mend make-options: Write the options. Adds a row to user_options with what the old columns say.
select u.id, u.email_always, u.mailing_list_mode, u.email_digests, u.email_direct, u.email_private_messages,
       u.external_links_in_new_tab, u.enable_quoting, u.dynamic_favicon, u.disable_jump_reply,
       u.automatically_unpin_topics, u.digest_after_days, u.auto_track_topics_after_msecs, u.new_topic_duration_minutes
from users u
where not exists (select from user_options o where o.user_id = u.id)
  and (u.email_always or u.mailing_list_mode or not u.email_digests or not u.email_direct
       or not coalesce(u.email_private_messages, true) or u.external_links_in_new_tab or not u.enable_quoting
       or u.dynamic_favicon or u.disable_jump_reply or not coalesce(u.automatically_unpin_topics, true)
       or u.digest_after_days is not null or u.auto_track_topics_after_msecs is not null
       or u.new_topic_duration_minutes is not null)
order by u.id;
insert into user_options (user_id, email_always, mailing_list_mode, email_digests, email_direct, email_private_messages,
  external_links_in_new_tab, enable_quoting, dynamic_favicon, disable_jump_reply, automatically_unpin_topics,
  digest_after_minutes, auto_track_topics_after_msecs, new_topic_duration_minutes)
select id, email_always, mailing_list_mode, email_digests, email_direct, coalesce(email_private_messages, true),
  external_links_in_new_tab, enable_quoting, dynamic_favicon, disable_jump_reply,
  coalesce(automatically_unpin_topics, true), digest_after_days * 1440, auto_track_topics_after_msecs,
  new_topic_duration_minutes
from found;
drop trigger if exists users_email_always_readonly on users;
alter table users drop column if exists email_always;
drop trigger if exists users_mailing_list_mode_readonly on users;
alter table users drop column if exists mailing_list_mode;
drop trigger if exists users_email_digests_readonly on users;
alter table users drop column if exists email_digests;
drop trigger if exists users_email_direct_readonly on users;
alter table users drop column if exists email_direct;
drop trigger if exists users_email_private_messages_readonly on users;
alter table users drop column if exists email_private_messages;
drop trigger if exists users_external_links_in_new_tab_readonly on users;
alter table users drop column if exists external_links_in_new_tab;
drop trigger if exists users_enable_quoting_readonly on users;
alter table users drop column if exists enable_quoting;
drop trigger if exists users_dynamic_favicon_readonly on users;
alter table users drop column if exists dynamic_favicon;
drop trigger if exists users_disable_jump_reply_readonly on users;
alter table users drop column if exists disable_jump_reply;
drop trigger if exists users_edit_history_public_readonly on users;
alter table users drop column if exists edit_history_public;
drop trigger if exists users_automatically_unpin_topics_readonly on users;
alter table users drop column if exists automatically_unpin_topics;
drop trigger if exists users_digest_after_days_readonly on users;
alter table users drop column if exists digest_after_days;
drop trigger if exists users_auto_track_topics_after_msecs_readonly on users;
alter table users drop column if exists auto_track_topics_after_msecs;
drop trigger if exists users_new_topic_duration_minutes_readonly on users;
alter table users drop column if exists new_topic_duration_minutes;
drop trigger if exists users_last_redirected_to_top_at_readonly on users;
alter table users drop column if exists last_redirected_to_top_at;

-- nothing: whoever was last here before 2017 signs in again; all others have a row in user_auth_tokens
drop trigger if exists users_auth_token_readonly on users;
alter table users drop column if exists auth_token;
drop trigger if exists users_auth_token_updated_at_readonly on users;
alter table users drop column if exists auth_token_updated_at;

-- lost users-heard-again: Users who were silenced without an end in the new column
--   Silence lasts until silenced_till; of these users that is empty, so that they may write again, or it was ended since.
-- mend silence: Silence until far in the future. Sets silenced_till a thousand years from now, as was done for all who were silenced in 2017.
select u.id, u.username
from users u
where (u.blocked or u.silenced) and u.silenced_till is null
order by u.id;
update users set silenced_till = now() + interval '1000 years' from found where found.id = users.id;
drop trigger if exists users_blocked_readonly on users;
alter table users drop column if exists blocked;
drop trigger if exists users_silenced_readonly on users;
alter table users drop column if exists silenced;

-- lost trust-levels-unlocked: Users whose trust level was locked and is not by the new column
--   The lock moved to manual_locked_trust_level; of these users that is empty, or the lock was taken off since.
-- mend lock: Lock the trust level. Sets manual_locked_trust_level to the trust level that the user has.
select u.id, u.trust_level
from users u
where u.trust_level_locked and u.manual_locked_trust_level is null
order by u.id;
update users set manual_locked_trust_level = users.trust_level from found where found.id = users.id;
drop trigger if exists users_trust_level_locked_readonly on users;
alter table users drop column if exists trust_level_locked;

-- nothing: it only says which sessions were begun before 2017
drop trigger if exists user_auth_tokens_legacy_readonly on user_auth_tokens;
alter table user_auth_tokens drop column if exists legacy;

-- lost themes-not-chosen-by-number: Users whose theme is chosen by its key alone
--   The choice moved to theme_ids; of these users that is empty, so that they get the theme of the forum.
-- mend choose-by-number: Choose the theme by its number. Sets theme_ids to the theme with that key, where there still is one.
-- by hand: Let the user choose again. Where no theme has the key any more there is nothing to choose.
select o.user_id, o.theme_key
from user_options o
where o.theme_key is not null and coalesce(cardinality(o.theme_ids), 0) = 0
  and exists (select from themes t where t.key = o.theme_key)
order by o.user_id;
update user_options set theme_ids = array[t.id] from found join themes t on t.key = found.theme_key
where found.user_id = user_options.user_id;
drop trigger if exists user_options_theme_key_readonly on user_options;
alter table user_options drop column if exists theme_key;

-- nothing: themes are told apart by their numbers
drop trigger if exists themes_key_readonly on themes;
alter table themes drop column if exists key;

-- nothing: the topic is that of the post
drop trigger if exists email_logs_topic_id_readonly on email_logs;
alter table email_logs drop column if exists topic_id;

-- lost replies-without-key: Mails whose reply key is not kept for replies
--   An answer to such a mail finds its post by post_reply_keys; to these it would not.
-- mend keep-keys: Keep the keys. Adds the newest key of each post and user to post_reply_keys.
select distinct on (l.post_id, l.user_id) l.id, l.post_id, l.user_id, l.reply_key
from email_logs l
where l.reply_key is not null and l.post_id is not null and l.user_id is not null
  and not exists (select from post_reply_keys k where k.post_id = l.post_id and k.user_id = l.user_id)
order by l.post_id, l.user_id, l.id desc;
insert into post_reply_keys (user_id, post_id, reply_key, created_at, updated_at)
select user_id, post_id, reply_key, now(), now() from found;
drop trigger if exists email_logs_reply_key_readonly on email_logs;
alter table email_logs drop column if exists reply_key;

-- lost mails-not-sent: Mails that were not sent and are not noted as such
--   Which mail was not sent, and why, stands in skipped_email_logs; these are not there, and will look as if they had been.
-- mend note: Note them. Adds each to skipped_email_logs with its reason.
select l.id, l.email_type, l.to_address, l.user_id, l.post_id, l.skipped_reason
from email_logs l
where l.skipped
  and not exists (
    select from skipped_email_logs s
    where s.user_id is not distinct from l.user_id and s.post_id is not distinct from l.post_id
      and s.email_type = l.email_type)
order by l.id;
insert into skipped_email_logs (email_type, to_address, user_id, post_id, reason_type, custom_reason, created_at, updated_at)
select email_type, to_address, user_id, post_id, 1, skipped_reason, now(), now() from found;
drop trigger if exists email_logs_skipped_readonly on email_logs;
alter table email_logs drop column if exists skipped;
drop trigger if exists email_logs_skipped_reason_readonly on email_logs;
alter table email_logs drop column if exists skipped_reason;

-- nothing: a count of votes on posts, which the application gave up in 2015
drop view badge_posts;
drop trigger if exists posts_vote_count_readonly on posts;
alter table posts drop column if exists vote_count;
create view badge_posts as
select p.* from posts p join topics t on t.id = p.topic_id join categories c on c.id = t.category_id
where p.post_type in (1, 2, 3) and p.deleted_at is null and t.visible and t.deleted_at is null
  and c.allow_badges and not c.read_restricted;
