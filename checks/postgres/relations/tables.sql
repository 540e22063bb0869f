-- The application's own tables, and an expression that names a row of each: its key where that is a number, else its place.
-- not materialized
select c.oid, c.relkind, c.relispartition as is_part, format('%I.%I', n.nspname, c.relname) as name,
       format('%s%I.%I', case c.relkind when 'p' then '' else 'only ' end, n.nspname, c.relname) as place,
       '"' || replace(n.nspname, '"', '""') || '"."' || replace(c.relname, '"', '""') || '"' as relation,
       c.relpages::bigint * current_setting('block_size')::integer as bytes,
       coalesce((
         select string_agg(format('%L || %I', a.attname || ' ', a.attname), ' || '', '' || ' order by k.n)
         from pg_index i
         cross join lateral generate_series(1, i.indnkeyatts) k (n)
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.n - 1]
         where i.indrelid = c.oid and i.indisprimary
         having bool_and(a.atttypid in (20, 21, 23, 2950))
       ), '''ctid '' || ctid') as named
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not (c.relpersistence = 'u' and pg_is_in_recovery())
