-- The tables of the application, and whether the index that keeps their rows apart can be doubted for what the catalog says.
-- not materialized
select c.oid, c.relname as name,
       '"' || replace(n.nspname, '"', '""') || '"."' || replace(c.relname, '"', '""') || '"' as relation,
       c.relpages::bigint * current_setting('block_size')::integer as bytes,
       (select array_agg(i.relname::text) from pg_index x join pg_class i on i.oid = x.indexrelid
        where x.indrelid = c.oid and x.indisunique and x.indisvalid) as kept_by
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname = current_schema()
