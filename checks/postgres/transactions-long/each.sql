select 'select a.pid, a.usename::text as role, a.application_name as application, a.xact_start::text as since, a.state,'
       ' (select count(*) from pg_locks l join pg_class c on c.oid = l.relation and c.relkind in (''r'', ''p'', ''m'') and c.oid >= 16384'
       ' where l.pid = a.pid and l.locktype = ''relation'') as tables'
       ' from pg_stat_activity a'
       ' where a.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_type = ''client backend'''
       ' and a.application_name <> ''auditor'' and a.xact_start < now() - interval ''10 minutes''' as find
where pg_has_role('pg_read_all_stats', 'usage')
