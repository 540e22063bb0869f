-- ReindexInvalidIndexes: which indexes, the catalog says; outside a transaction.
-- tried: no, its source was not at hand

-- stops invalid-indexes-with-odd-names: Indexes that are not valid and whose names need quotes
--   The migration builds every index anew that is not valid, and writes its name without quotes.
-- by hand: Drop or rename the index. What is not valid serves nobody.
select c.relname::text as name
from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not i.indisvalid and n.nspname = 'public' and quote_ident(c.relname) <> c.relname::text
order by 1;
-- stops invalid-unique-indexes: Unique indexes that are not valid
--   The migration builds them anew. Where their tables hold doubles, as they mostly do, that stops it, and leaves one more index that is not valid.
-- by hand: Delete the doubles. Or drop the index where it is left from a build that was broken off and another has its place.
select c.relname::text as name, i.indrelid::regclass::text as table_name
from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not i.indisvalid and i.indisunique and n.nspname = 'public'
order by 1;
