create table user_options (user_id int primary key, disable_jump_reply boolean not null default false);
-- case: nothing
-- case: a user who chose it
-- gone: select not exists (select from information_schema.columns where column_name = 'disable_jump_reply')
insert into user_options values (7, true);
-- case: a user who did not
-- gone: select not exists (select from user_options)
insert into user_options values (7, false);
