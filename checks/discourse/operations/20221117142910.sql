-- DeleteOrphanedChannels
-- tried: no, its source was not at hand

-- lost channels-of-gone-categories: Channels of categories that are gone
--   The channel is deleted; its messages stay, and nobody can reach them.
-- by hand: Point the channel at a category. Set chatable_id to one that is there, before the migration.
select c.id, c.name, c.chatable_id
from chat_channels c
where c.chatable_type = 'Category' and c.type = 'CategoryChannel'
  and not exists (select from categories g where g.id = c.chatable_id)
order by c.id;
delete from chat_channels
where chatable_type = 'Category' and type = 'CategoryChannel' and chatable_id not in (select id from categories);
