create table post_replies (post_id int, reply_id int, reply_post_id int);
create table user_profiles (user_id int primary key, card_background varchar, card_background_upload_id int, profile_background varchar, profile_background_upload_id int);
-- case: nothing
-- case: a reply by the old column alone
-- gone: select not exists (select from post_replies where reply_post_id = 2)
insert into post_replies (post_id, reply_id) values (1, 2);
-- case: a reply by both columns
-- gone: select not exists (select from post_replies where reply_post_id = 2)
insert into post_replies (post_id, reply_id, reply_post_id) values (1, 2, 2);
-- case: a card background that is no upload
-- gone: select not exists (select from user_profiles where card_background_upload_id is not null)
insert into user_profiles (user_id, card_background) values (1, 'https://example.org/a.png');
-- case: a profile background that is no upload
-- gone: select not exists (select from user_profiles where profile_background_upload_id is not null)
insert into user_profiles (user_id, profile_background) values (1, 'https://example.org/a.png');
-- case: a profile background that is an upload
-- gone: select not exists (select from user_profiles where profile_background_upload_id is not null)
insert into user_profiles (user_id, profile_background, profile_background_upload_id) values (1, '/uploads/a.png', 3);
