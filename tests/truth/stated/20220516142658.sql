create table chat_message_email_statuses (id serial primary key, status int, user_id int, chat_message_id int);
create index index_chat_message_email_statuses_on_status on chat_message_email_statuses (status);
create index index_chat_message_email_statuses_on_user_id_and_chat_message_id on chat_message_email_statuses (user_id, chat_message_id);
-- case: nothing
-- case: an index is missing
drop index index_chat_message_email_statuses_on_status;
-- case: the table is missing
drop table chat_message_email_statuses;
