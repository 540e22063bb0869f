-- OptimizeNullIndexAnnouncementReactionsCustomEmojiId: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_announcement_reactions_on_custom_emoji_id_new;
create index concurrently index_announcement_reactions_on_custom_emoji_id_new on announcement_reactions (custom_emoji_id) where custom_emoji_id is not null;
drop index if exists index_announcement_reactions_on_custom_emoji_id;
alter index index_announcement_reactions_on_custom_emoji_id_new rename to index_announcement_reactions_on_custom_emoji_id;
