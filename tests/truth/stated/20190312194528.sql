-- case: nothing
-- case: flags that say the same as the levels
-- gone: select not exists (select from user_options where email_level = 0 and email_messages_level = 2)
insert into user_options (user_id, email_direct, email_always, email_private_messages, email_level, email_messages_level) values (7, true, true, false, 0, 2);
-- case: flags that say something else
-- gone: select not exists (select from user_options where email_level = 0 and email_messages_level = 2)
insert into user_options (user_id, email_direct, email_always, email_private_messages, email_level, email_messages_level) values (7, true, true, false, 1, 0);
-- case: a view of the administrator on them
create view mail as select email_always from user_options;
-- case: one of the columns is gone already
alter table user_options drop column email_direct cascade;
