select format('%I.%I', n.nspname, c.relname) as index_name, format('%I.%I', tn.nspname, t.relname) as table_name,
       i.indisunique as is_unique,
       case when c.relkind = 'I' then 'not on every partition'
            when exists (select from pg_locks l
                         where l.locktype = 'relation' and l.relation = i.indrelid and l.granted
                           and l.database = (select oid from pg_database where datname = current_database())
                           and l.mode = 'ShareUpdateExclusiveLock') then 'perhaps being built'
            else 'left by a build that failed' end as state
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class t on t.oid = i.indrelid
join pg_namespace tn on tn.oid = t.relnamespace
where not (i.indisvalid and i.indisready and i.indislive)
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1
