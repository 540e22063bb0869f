-- RemoveFksFromBookmarks: finds the three foreign keys by the tables that they lead to.
-- tried: v2.5.0.beta5

-- stops bookmarks-keys-missing: Foreign keys of bookmarks that are not there
--   The migration removes the foreign keys to topics, posts and users, and stops at one that is missing.
-- by hand: Add the foreign key. Or note the migration as run once the others are gone.
select t.name as to_table
from (values ('posts'), ('topics'), ('users')) t (name)
where not exists (
  select from pg_catalog.pg_constraint c
  where c.contype = 'f' and c.conrelid = to_regclass('bookmarks') and c.confrelid = to_regclass(t.name))
order by 1;
