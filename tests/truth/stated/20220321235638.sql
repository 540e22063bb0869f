create table chat_message_post_connections (post_id int, chat_message_id int);
-- case: nothing
-- case: a row in it
-- gone: select to_regclass('chat_message_post_connections') is null
insert into chat_message_post_connections values (1, 1);
