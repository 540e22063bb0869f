-- RemoveAccessControlPostFk: finds the foreign key by its column.
-- tried: v2.5.0.beta5

-- stops uploads-key-missing: The foreign key of uploads to the post that decides on access is not there
--   The migration removes the foreign key on access_control_post_id, and stops where there is none.
-- by hand: Note the migration as run. What it would do is done.
select 'access_control_post_id'::text as column_name
where not exists (
  select from pg_catalog.pg_constraint c
  join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  where c.contype = 'f' and c.conrelid = to_regclass('uploads') and a.attname = 'access_control_post_id')
order by 1;
