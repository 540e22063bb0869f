-- DropDisableJumpReplyColumnFromUserOptions: nothing takes the place of the preference.
-- tried: v2.8.0.beta3

drop trigger if exists user_options_disable_jump_reply_readonly on user_options;
alter table user_options drop column if exists disable_jump_reply;
