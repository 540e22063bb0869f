-- case: nothing
-- case: a user who signs in by Facebook
-- gone: select not exists (select from facebook_user_infos where user_id = 7)
insert into facebook_user_infos (user_id, facebook_user_id, created_at, updated_at) values (7, 77, now(), now());
