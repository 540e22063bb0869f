select p.gid, p.owner::text as owner, p.prepared::text as prepared_at,
       (select string_agg(distinct format('%I.%I', n.nspname, c.relname), ', ')
        from pg_locks own
        join pg_locks l on l.virtualtransaction = own.virtualtransaction and l.pid is null and l.locktype = 'relation'
        join pg_class c on c.oid = l.relation and c.relkind in ('r', 'p', 'm')
        join pg_namespace n on n.oid = c.relnamespace
        where own.locktype = 'transactionid' and own.transactionid = p.transaction and own.pid is null) as locks
from pg_prepared_xacts p
where p.database = current_database()
order by 1
