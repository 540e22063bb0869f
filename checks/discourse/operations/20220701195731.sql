-- ConvertChatableTopicsToCategories: a topic without category counts as one of the uncategorized.
-- tried: no, nothing was planted for it

-- stops channels-of-gone-topics: Channels of topics that are gone
--   The category of the topic is put in its place; without a topic there is none, and the column may not be empty.
-- by hand: Delete the channel. Or point it at a category, with chatable_type Category.
select c.id, c.chatable_id, c.name
from chat_channels c
where c.chatable_type = 'Topic' and not exists (select from topics t where t.id = c.chatable_id)
order by c.id;
-- differs categories-with-several-channels: Channels of topics whose category has another channel
--   The category has several afterwards, which may have the same name.
-- by hand: Rename or close one. After the migration, in the settings of the channel.
select c.id, c.name, t.category_id
from chat_channels c join topics t on t.id = c.chatable_id
where c.chatable_type = 'Topic' and exists (
  select from chat_channels o left join topics u on u.id = o.chatable_id and o.chatable_type = 'Topic'
  where o.id <> c.id and case o.chatable_type when 'Category' then o.chatable_id when 'Topic' then u.category_id end = t.category_id)
order by c.id;
-- nothing: which topics had a chat is told by the channels
delete from topic_custom_fields where name = 'has_chat_enabled';
