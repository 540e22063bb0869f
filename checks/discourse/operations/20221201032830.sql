-- DropTmpChatSlugTables
-- tried: no, its source was not at hand

-- nothing: they are left from an earlier migration
drop table if exists tmp_chat_channel_slugs;
drop table if exists tmp_chat_channel_slugs_conflicts;
