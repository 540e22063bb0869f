-- ChangeChatChannelsTimestampColumnsToTimestampType: another type only for tables made by an early form.
-- tried: no, nothing was planted for it

alter table chat_channels alter column created_at drop default;
alter table chat_channels alter column updated_at drop default;
