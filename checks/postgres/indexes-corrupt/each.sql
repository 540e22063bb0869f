with installed as (
  select n.nspname, p.oid, has_function_privilege(p.oid, 'execute') and has_schema_privilege(n.oid, 'usage') as allowed
  from pg_extension e
  join pg_namespace n on n.oid = e.extnamespace
  join pg_proc p on p.pronamespace = n.oid and p.proname = 'bt_index_check' and p.pronargs = 2
  where e.extname = 'amcheck'
)
select format('%I.%I', n.nspname, c.relname) as index_name, t.name as table_name, t.relation,
       t.bytes + c.relpages::bigint * current_setting('block_size')::integer as bytes, null as reason,
       format('select ''''::text as error from %I.bt_index_check(%s, true) checked where checked is null', a.nspname, c.oid) as find
from pg_index i
join tables t on t.oid = i.indrelid
join pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
join pg_namespace n on n.oid = c.relnamespace
join pg_am m on m.oid = c.relam and m.amname = 'btree'
cross join installed a
where i.indisvalid and i.indisready and i.indislive and a.allowed
union all
select null, null, null, null,
       'amcheck is not installed, or not of this role; a superuser can: create extension amcheck; '
       || format('grant execute on function bt_index_check(regclass, boolean) to %I', current_user), null
where not exists (select from installed where allowed)
