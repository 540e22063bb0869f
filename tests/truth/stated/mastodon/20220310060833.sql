create table announcement_reactions (id bigint primary key, custom_emoji_id bigint);
-- case: doubles
create index index_announcement_reactions_on_custom_emoji_id on announcement_reactions (custom_emoji_id); insert into announcement_reactions values (1, 1), (2, 1), (3, null);
