-- MigrateFollowerDataFromCustomFieldsToTables
-- tried: discourse-follow of 2021-09

-- stops follows-unreadable: Users who follow somebody by a text that is not two numbers
--   The number of the user and a level stand there with a comma between; the migration stops at anything else, and at a level that is too large.
-- by hand: Correct it, or delete the field. The user follows anew if he likes.
select f.id, f.user_id, f.value
from user_custom_fields f
where f.name = 'following' and trim(f.value) <> '' and f.user_id >= 1
  and not (pg_input_is_valid(split_part(f.value, ',', 1), 'bigint') and pg_input_is_valid(split_part(f.value, ',', 2), 'integer'))
order by f.id;
-- lost follows-not-copied: Who follows whom, where it is not carried over
--   What belongs to the system, is blank, or is noted with the one who is followed alone goes.
-- by hand: Leave it. Blank ones say nothing, and of the others the user follows anew.
select f.id, f.user_id, f.name
from user_custom_fields f
where (f.name = 'following' and (f.user_id < 1 or trim(f.value) = ''))
   or (f.name = 'followers' and not exists (
         select from user_custom_fields g where g.name = 'following' and g.user_id::text = split_part(f.value, ',', 1)
           and split_part(g.value, ',', 1) = f.user_id::text))
order by f.id;
delete from user_custom_fields where name in ('following', 'followers');
