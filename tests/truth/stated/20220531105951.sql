create table user_chat_channel_last_reads (id serial primary key, user_id int, chat_channel_id int);
create table user_chat_channel_memberships (id serial primary key, user_id int, chat_channel_id int);
-- case: nothing
-- case: a reader who is no member
-- gone: select not exists (select from user_chat_channel_memberships)
insert into user_chat_channel_last_reads (user_id, chat_channel_id) values (7, 5);
-- case: a reader who is a member
-- gone: select not exists (select from user_chat_channel_memberships)
insert into user_chat_channel_last_reads (user_id, chat_channel_id) values (7, 5);
insert into user_chat_channel_memberships (user_id, chat_channel_id) values (7, 5);
