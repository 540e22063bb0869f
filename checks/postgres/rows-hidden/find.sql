select format('%I.%I', n.nspname, c.relname) as table_name, r.rolname::text as owner,
       (select count(*) from pg_policy p where p.polrelid = c.oid) as policies,
       case when c.relforcerowsecurity and not (r.rolsuper or r.rolbypassrls) then 'the owner too'
            else 'others than the owner' end as hidden_from
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_roles r on r.oid = c.relowner
where c.relrowsecurity and c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1
