create table chat_messages (id serial primary key, post_id int, action_code varchar);
-- case: nothing
-- case: a message of a post
-- gone: select not exists (select from information_schema.columns where column_name = 'post_id')
insert into chat_messages (post_id) values (1);
-- case: a message of an action
-- gone: select not exists (select from information_schema.columns where column_name = 'action_code')
insert into chat_messages (action_code) values ('a');
