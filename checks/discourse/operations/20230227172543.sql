-- MakeChatMentionNotificationIdNullable: only allows nulls.
-- tried: no, its source was not at hand

alter table chat_mentions alter column notification_id drop not null;
