-- case: nothing
-- case: a card badge in the old column alone
-- gone: select not exists (select from user_custom_fields where user_id = 7 and value = '3')
insert into user_profiles (user_id, card_image_badge_id) values (7, 3);
-- case: a card badge in both places
-- gone: select not exists (select from user_custom_fields where user_id = 7 and value = '3')
insert into user_profiles (user_id, card_image_badge_id) values (7, 3);
insert into user_custom_fields (user_id, name, value, created_at, updated_at) values (7, 'card_image_badge_id', '3', now(), now());
-- case: a logo at an outside address
-- gone: select not exists (select from categories where uploaded_logo_id is not null)
insert into categories (id, name, user_id, slug, name_lower, created_at, updated_at, logo_url) values (1, 'a', 1, 'a', 'a', now(), now(), 'https://example.org/a.png');
-- case: a logo that is an upload
-- gone: select not exists (select from categories where uploaded_logo_id is not null)
insert into categories (id, name, user_id, slug, name_lower, created_at, updated_at, logo_url, uploaded_logo_id) values (1, 'a', 1, 'a', 'a', now(), now(), '/uploads/a.png', 5);
-- case: a background at an outside address
-- gone: select not exists (select from categories where uploaded_background_id is not null)
insert into categories (id, name, user_id, slug, name_lower, created_at, updated_at, background_url) values (1, 'a', 1, 'a', 'a', now(), now(), 'https://example.org/a.png');
-- case: a category kept off the home page by the old flag alone
-- gone: select not exists (select from categories where suppress_from_latest)
insert into categories (id, name, user_id, slug, name_lower, created_at, updated_at, suppress_from_homepage) values (1, 'a', 1, 'a', 'a', now(), now(), true);
-- case: a category kept off the home page by both flags
-- gone: select not exists (select from categories where suppress_from_latest)
insert into categories (id, name, user_id, slug, name_lower, created_at, updated_at, suppress_from_homepage, suppress_from_latest) values (1, 'a', 1, 'a', 'a', now(), now(), true, true);
-- case: a group hidden by the old column alone
-- gone: select not exists (select from groups where name = 'g' and visibility_level > 0)
insert into groups (name, created_at, updated_at, visible) values ('g', now(), now(), false);
-- case: a group hidden by both columns
-- gone: select not exists (select from groups where name = 'g' and visibility_level > 0)
insert into groups (name, created_at, updated_at, visible, visibility_level) values ('g', now(), now(), false, 2);
-- case: a public group by the old column alone
-- gone: select not exists (select from groups where name = 'g' and public_admission)
insert into groups (name, created_at, updated_at, public) values ('g', now(), now(), true);
-- case: a group that can be mentioned by the old column alone
-- gone: select not exists (select from groups where name = 'g' and mentionable_level > 0)
insert into groups (name, created_at, updated_at, alias_level) values ('g', now(), now(), 3);
-- case: a group that can be mentioned by both columns
-- gone: select not exists (select from groups where name = 'g' and mentionable_level > 0)
insert into groups (name, created_at, updated_at, alias_level, mentionable_level) values ('g', now(), now(), 3, 3);
-- case: the kind of a theme field in both columns
-- gone: select not exists (select from theme_fields where target_id = 1)
insert into theme_fields (theme_id, target_id, target, name, value, created_at, updated_at) values (1, 1, 1, 'css', '', now(), now());
-- case: a topic that is to close, without a timer
-- gone: select not exists (select from topic_timers where topic_id = 5)
insert into topics (id, title, last_posted_at, created_at, updated_at, user_id, bumped_at, last_post_user_id, auto_close_at) values (5, 'a', now(), now(), now(), 1, now(), 1, now());
-- case: a topic that is to close, with a timer
-- gone: select not exists (select from topic_timers where topic_id = 5)
insert into topics (id, title, last_posted_at, created_at, updated_at, user_id, bumped_at, last_post_user_id, auto_close_at) values (5, 'a', now(), now(), now(), 1, now(), 1, now());
insert into topic_timers (execute_at, status_type, user_id, topic_id, created_at, updated_at) values (now(), 1, 1, 5, now(), now());
-- case: counts of bookmarks and flags
-- gone: select not exists (select from post_actions where post_id = 9)
insert into topics (id, title, last_posted_at, created_at, updated_at, user_id, bumped_at, last_post_user_id, bookmark_count, vote_count) values (5, 'a', now(), now(), now(), 1, now(), 1, 1, 2);
insert into post_actions (post_id, user_id, post_action_type_id, created_at, updated_at) values (9, 1, 1, now(), now());
-- case: an address in the old column alone
-- gone: select not exists (select from user_emails where email = 'joe@example.org')
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, email) values (7, 'joe', 'joe', now(), now(), 1, 'joe@example.org');
insert into user_options (user_id) values (7);
-- case: an address that another user has by now
-- gone: select not exists (select from user_emails where user_id = 7)
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, email) values (7, 'joe', 'joe', now(), now(), 1, 'joe@example.org');
insert into user_options (user_id) values (7);
insert into user_emails (user_id, email, "primary", created_at, updated_at) values (8, 'Joe@example.org', true, now(), now());
-- case: an address that was changed since
-- gone: select not exists (select from user_emails where email = 'joe@example.org')
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, email) values (7, 'joe', 'joe', now(), now(), 1, 'joe@example.org');
insert into user_options (user_id) values (7);
insert into user_emails (user_id, email, "primary", created_at, updated_at) values (7, 'joe@example.com', true, now(), now());
-- case: an address in both places
-- gone: select not exists (select from user_emails where email = 'joe@example.org')
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, email) values (7, 'joe', 'joe', now(), now(), 1, 'joe@example.org');
insert into user_options (user_id) values (7);
insert into user_emails (user_id, email, "primary", created_at, updated_at) values (7, 'joe@example.org', true, now(), now());
-- case: a preference and no row of options
-- gone: select not exists (select from user_options where user_id = 7 and digest_after_minutes = 10080)
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, digest_after_days) values (7, 'joe', 'joe', now(), now(), 1, 7);
-- case: a preference and a row of options
-- gone: select not exists (select from user_options where user_id = 7 and digest_after_minutes = 10080)
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, digest_after_days) values (7, 'joe', 'joe', now(), now(), 1, 7);
insert into user_options (user_id, digest_after_minutes) values (7, 10080);
-- case: a user silenced by the old column alone
-- gone: select not exists (select from users where silenced_till is not null)
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, silenced) values (7, 'joe', 'joe', now(), now(), 1, true);
insert into user_options (user_id) values (7);
-- case: a user silenced by both columns
-- gone: select not exists (select from users where silenced_till is not null)
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, silenced, silenced_till) values (7, 'joe', 'joe', now(), now(), 1, true, now());
insert into user_options (user_id) values (7);
-- case: a trust level locked by the old column alone
-- gone: select not exists (select from users where manual_locked_trust_level is not null)
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, trust_level_locked) values (7, 'joe', 'joe', now(), now(), 1, true);
insert into user_options (user_id) values (7);
-- case: a session of 2016
-- gone: select false
alter table users disable trigger user;
insert into users (id, username, username_lower, created_at, updated_at, trust_level, auth_token) values (7, 'joe', 'joe', now(), now(), 1, 'abc');
insert into user_options (user_id) values (7);
-- case: a theme chosen by its key alone
-- gone: select not exists (select from user_options where theme_ids <> '{}')
insert into themes (id, name, user_id, key, created_at, updated_at) values (4, 'dark', 1, 'k', now(), now());
insert into user_options (user_id, theme_key) values (7, 'k');
-- case: a theme chosen by its number too
-- gone: select not exists (select from user_options where theme_ids <> '{}')
insert into themes (id, name, user_id, key, created_at, updated_at) values (4, 'dark', 1, 'k', now(), now());
insert into user_options (user_id, theme_key, theme_ids) values (7, 'k', '{4}');
-- case: a reply key in the old column alone
-- gone: select not exists (select from post_reply_keys where post_id = 9)
alter table email_logs disable trigger user;
insert into email_logs (to_address, email_type, user_id, post_id, reply_key, created_at, updated_at) values ('a', 'b', 7, 9, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', now(), now());
-- case: a reply key in both places
-- gone: select not exists (select from post_reply_keys where post_id = 9)
alter table email_logs disable trigger user;
insert into email_logs (to_address, email_type, user_id, post_id, reply_key, created_at, updated_at) values ('a', 'b', 7, 9, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', now(), now());
insert into post_reply_keys (user_id, post_id, reply_key, created_at, updated_at) values (7, 9, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', now(), now());
-- case: a mail not sent, noted in the old column alone
-- gone: select not exists (select from skipped_email_logs where custom_reason = 'why')
alter table email_logs disable trigger user;
insert into email_logs (to_address, email_type, user_id, post_id, skipped, skipped_reason, created_at, updated_at) values ('a', 'b', 7, 9, true, 'why', now(), now());
-- case: a mail not sent, noted in both places
-- gone: select not exists (select from skipped_email_logs where custom_reason = 'why')
alter table email_logs disable trigger user;
insert into email_logs (to_address, email_type, user_id, post_id, skipped, skipped_reason, created_at, updated_at) values ('a', 'b', 7, 9, true, 'why', now(), now());
insert into skipped_email_logs (to_address, email_type, user_id, post_id, reason_type, custom_reason, created_at, updated_at) values ('a', 'b', 7, 9, 1, 'why', now(), now());
-- case: a view of the administrator on the old address
create view addresses as select id, email from users;
-- case: a view of the administrator on the posts for badges
create view mine as select id from badge_posts;
-- case: the view of posts for badges is missing
drop view badge_posts;
-- case: some of the columns are gone already
alter table topics drop column auto_close_at cascade;
alter table users drop column email cascade;
