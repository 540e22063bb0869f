-- Those of a foreign key stand on both tables, two on each; a trigger for replicas alone is meant to be so.
select distinct format('%I.%I', n.nspname, c.relname) as table_name,
       case when x.oid is not null then 'the foreign key ' || x.conname else 'the trigger ' || g.tgname end as holds
from pg_trigger g
join pg_class c on c.oid = g.tgrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_constraint x on x.oid = g.tgconstraint and g.tgisinternal and x.contype = 'f'
where (g.tgenabled = 'D' or g.tgenabled = 'R' and g.tgisinternal)
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2
