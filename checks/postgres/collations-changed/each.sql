-- The functions that know the present version are called only where the server has them. What depends on a collation is told by
-- the indexes that are in its order; a column that is in none is only sorted by it.
with used as (
  select u.collation, count(*) filter (where u.place is not null) as indexes, min(u.place) as place
  from (
    select unnest(i.indcollation::oid[]) as collation, format('%I.%I', n.nspname, c.relname) as place
    from pg_index i
    join pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
    join pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    union all
    select a.attcollation, null
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'm') and a.attnum > 0 and not a.attisdropped
    join pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  ) u
  where u.collation <> 0
  group by u.collation
), known as (
  select 'the database''s own' as collation_name, to_jsonb(d) ->> 'datcollversion' as recorded,
         format('pg_database_collation_actual_version(%s)', d.oid) as actual, u.indexes, u.place
  from pg_database d
  left join used u on u.collation = 100
  where d.datname = current_database()
  union all
  select format('%I.%I', n.nspname, o.collname), o.collversion, format('pg_collation_actual_version(%s)', o.oid), u.indexes, u.place
  from used u
  join pg_collation o on o.oid = u.collation
  join pg_namespace n on n.oid = o.collnamespace
)
select collation_name, format(
  'select %1$L::text as recorded, %2$s::text as actual, %3$L::text as depends where %2$s is distinct from %1$L',
  recorded, actual,
  case when indexes > 1 then format('%s indexes, such as %s', indexes, place) when indexes = 1 then format('the index %s', place)
       else 'nothing that is stored in its order' end) as find
from known
where recorded is not null
