-- DropOldChatMessagePostIdActionCodeColumns: nothing takes their place, since what they were for has been given up.
-- tried: v2.9.0.beta12

drop trigger if exists chat_messages_post_id_readonly on chat_messages;
alter table chat_messages drop column if exists post_id;
drop trigger if exists chat_messages_action_code_readonly on chat_messages;
alter table chat_messages drop column if exists action_code;
