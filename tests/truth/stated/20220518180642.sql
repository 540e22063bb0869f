create table user_options (user_id int primary key, last_emailed_for_chat timestamp);
-- case: nothing
-- case: the column is gone already
alter table user_options drop column last_emailed_for_chat;
