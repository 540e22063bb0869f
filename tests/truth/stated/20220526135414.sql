create table chat_channels (id serial primary key);
create table chat_messages (id serial primary key, chat_channel_id int not null, user_id int, in_reply_to_id int);
create table user_chat_channel_memberships (id serial primary key, chat_channel_id int, last_read_message_id int);
create table chat_message_revisions (id serial primary key, chat_message_id int); create table chat_message_reactions (id serial primary key, chat_message_id int);
create table bookmarks (id serial primary key, bookmarkable_type varchar, bookmarkable_id int); create table chat_mentions (id serial primary key, chat_message_id int);
create table chat_webhook_events (id serial primary key, chat_message_id int); create table chat_uploads (id serial primary key, chat_message_id int);
-- case: nothing
-- case: a message of a channel that is gone
-- gone: select not exists (select from chat_messages)
insert into chat_messages (chat_channel_id) values (5);
-- case: a message of a channel
-- gone: select not exists (select from chat_messages)
insert into chat_channels values (5); insert into chat_messages (chat_channel_id) values (5);
