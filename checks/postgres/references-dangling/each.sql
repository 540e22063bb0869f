with keys as (
  select x.oid,
         bool_and(a.atttypid in (16, 20, 21, 23, 26, 1082, 1083, 1114, 1184, 2950)) as plain,
         string_agg(format('%I as k%s', a.attname, u.n), ', ' order by u.n) as made,
         string_agg(format('k%s', u.n), ', ' order by u.n) as names,
         string_agg(format('one.%I is not null', a.attname), ' and ' order by u.n) as filled,
         string_agg(format('one.%I is null', a.attname), ' and ' order by u.n) as empty,
         string_agg(format('other.%I operator(%I.%s) one.%I', b.attname, n.nspname, o.oprname, a.attname), ' and ' order by u.n) as met
  from pg_constraint x
  cross join lateral rows from (unnest(x.conkey), unnest(x.confkey), unnest(x.conpfeqop)) with ordinality u (num, other, op, n)
  join pg_attribute a on a.attrelid = x.conrelid and a.attnum = u.num
  join pg_attribute b on b.attrelid = x.confrelid and b.attnum = u.other
  join pg_operator o on o.oid = u.op
  join pg_namespace n on n.oid = o.oprnamespace
  where x.contype = 'f'
  group by x.oid
)
select x.conname::text as constraint_name, t.name as table_name, r.name as refers_to, t.relation, t.bytes + r.bytes as bytes,
       not x.convalidated or exists (
         select from pg_trigger g where g.tgconstraint = x.oid and g.tgenabled not in ('O', 'A')) as doubted,
       format(
         'select %1$s as id, %2$s as value, count(*) as "rows", array_to_string((array_agg(named order by spot))[1:5], ''; '') as which'
         ' from (select %3$s as named, ctid as spot, %4$s from %5$s one where %6$s offset 0) lost group by %7$s',
         case when k.plain then format('concat_ws('', '', %s)', k.names) else 'null::text' end,
         case when k.plain then 'null::text' else format('concat_ws('', '', %s)', k.names) end,
         t.named, k.made, t.place,
         case when x.confmatchtype = 'f'
              then format('not (%s) and (not (%s) or not exists (select from %s other where %s))', k.empty, k.filled, r.place, k.met)
              else format('%s and not exists (select from %s other where %s)', k.filled, r.place, k.met) end,
         k.names) as find
from pg_constraint x
join keys k on k.oid = x.oid
join tables t on t.oid = x.conrelid
join tables r on r.oid = x.confrelid
where x.conparentid = 0 and to_jsonb(x) ->> 'conenforced' is distinct from 'false' and to_jsonb(x) ->> 'conperiod' is distinct from 'true'
