-- BackfillChannelSlugs: the application makes a slug of a name; the unique index is made by a later ordinary migration, which a two-phase upgrade runs before.
-- tried: no, its source was not at hand
-- open: letters that are not of the Latin alphabet without marks are turned into others by the application alone

-- stops slug-table-left: A table that is left from a run that was broken off
--   The migration makes it, and stops where the name is taken.
-- by hand: Drop the table. Nothing else uses it.
select 'tmp_chat_channel_slugs'::text as name where to_regclass('tmp_chat_channel_slugs') is not null order by 1;
-- stops slugs-taken: Channels whose slug would be one that another has
--   A slug is made of the name of the channel, or else of its category; where slugs are unique already, the migration stops at one that is taken.
-- by hand: Give the channel a slug. Before the migration, in the settings of the channel.
select c.id, c.name
from chat_channels c left join categories g on g.id = c.chatable_id
where c.chatable_type = 'Category' and c.slug is null
  and exists (select from pg_catalog.pg_index i
              where i.indrelid = to_regclass('chat_channels') and i.indisunique
                and pg_catalog.pg_get_indexdef(i.indexrelid) like '%(slug)%')
  and exists (
    select from chat_channels o
    where o.slug = left(trim(both '-' from regexp_replace(replace(lower(coalesce(c.name, g.name)), '''', ''), '[^a-z0-9]+', '-', 'g')), 255))
order by c.id;
-- stops slugs-empty: Channels whose name has no Latin letter or digit
--   Their slug is empty; the first gets it where nobody has it, and where slugs are unique already the migration stops at the next.
-- by hand: Give the channel a slug. Before the migration, in the settings of the channel.
select c.id, c.name
from chat_channels c left join categories g on g.id = c.chatable_id
where c.chatable_type = 'Category' and c.slug is null
  and lower(coalesce(c.name, g.name)) !~ '[a-z0-9]'
  and exists (select from pg_catalog.pg_index i
              where i.indrelid = to_regclass('chat_channels') and i.indisunique
                and pg_catalog.pg_get_indexdef(i.indexrelid) like '%(slug)%')
  and exists (
    select from chat_channels o left join categories h on h.id = o.chatable_id
    where o.id <> c.id and o.chatable_type = 'Category'
      and (o.slug = '' or (o.slug is null and lower(coalesce(o.name, h.name)) !~ '[a-z0-9]')))
order by c.id;
