-- DropChatIsolatedFromUserOptions
-- tried: no, nothing was planted for it

-- nothing: the choice is gone, and the chat is shown in one way
drop trigger if exists user_options_chat_isolated_readonly on user_options;
alter table user_options drop column if exists chat_isolated;
