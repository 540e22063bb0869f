-- One question for each unique index. Grouping compares by the type's own equality; an operator class that has another one
-- is asked row by row. What is grouped stands behind OFFSET: no other unique index may be taken for a proof.
with key as (
  select i.indexrelid, k.n,
         format('(%s)%s', pg_get_indexdef(i.indexrelid, k.n, false),
                case when i.indcollation[k.n - 1] <> 0 then format(' collate %I.%I', cn.nspname, co.collname) end) as said,
         a.atttypid in (16, 20, 21, 23, 26, 1082, 1083, 1114, 1184, 2950) as plain,
         own.amopopr as operator,
         exists (
           select from pg_opclass d
           join pg_amop usual on usual.amopfamily = d.opcfamily and usual.amopstrategy = 3
            and usual.amoplefttype = d.opcintype and usual.amoprighttype = d.opcintype
           where d.opcmethod = o.opcmethod and d.opcdefault and d.opcintype = o.opcintype
             and usual.amopopr = own.amopopr) as usual
  from pg_index i
  cross join lateral generate_series(1, i.indnkeyatts) k (n)
  join pg_attribute a on a.attrelid = i.indexrelid and a.attnum = k.n
  join pg_opclass o on o.oid = i.indclass[k.n - 1]
  left join pg_amop own on own.amopfamily = o.opcfamily and own.amopstrategy = 3
   and own.amoplefttype = o.opcintype and own.amoprighttype = o.opcintype
  left join pg_collation co on co.oid = i.indcollation[k.n - 1]
  left join pg_namespace cn on cn.oid = co.collnamespace
  where i.indisunique
), keys as (
  select k.indexrelid, bool_and(k.plain) as plain, bool_and(k.usual) as usual,
         string_agg(format('%s as k%s', k.said, k.n), ', ' order by k.n) as made,
         string_agg(format('k%s', k.n), ', ' order by k.n) as names,
         string_agg(format('one.k%s', k.n), ', ' order by k.n) as ones,
         string_agg(format('k%s is not null', k.n), ' and ' order by k.n) as filled,
         string_agg(format('one.k%1$s operator(%2$I.%3$s) other.k%1$s', k.n, n.nspname, op.oprname), ' and ' order by k.n) as met
  from key k
  left join pg_operator op on op.oid = k.operator
  left join pg_namespace n on n.oid = op.oprnamespace
  group by k.indexrelid
), asked as (
  select i.indexrelid, t.name as table_name, t.relation, t.bytes, not i.indisvalid as doubted, k.usual, k.plain, k.names, k.ones, k.met,
         case when coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) then 'true' else k.filled end as counted,
         format('select %s as named, ctid as spot, %s from %s where %s offset 0',
                case when i.indisprimary then '''ctid '' || ctid' else t.named end, k.made, t.place, coalesce(pg_get_expr(i.indpred, i.indrelid), 'true')) as "rows"
  from pg_index i
  join tables t on t.oid = i.indrelid and t.relkind <> 'p'
  join keys k on k.indexrelid = i.indexrelid
  join pg_class c on c.oid = i.indexrelid
  join pg_am m on m.oid = c.relam and m.amname = 'btree'
)
select format('%I.%I', n.nspname, c.relname) as index_name, a.table_name, a.relation, a.bytes, a.doubted,
       case when a.usual then format(
         'select %1$s as id, %2$s as value, count(*) as "rows", array_to_string((array_agg(named order by spot))[1:5], ''; '') as which'
         ' from (%3$s) one where %4$s group by %5$s having count(*) > 1',
         case when a.plain then format('concat_ws('', '', %s)', a.names) else 'null::text' end,
         case when a.plain then 'null::text' else format('concat_ws('', '', %s)', a.names) end, a."rows", a.counted, a.names)
       else format(
         'select null::text as id, concat_ws('', '', %1$s) as value, 2::bigint as "rows", one.named || ''; '' || other.named as which'
         ' from (%2$s) one join (%2$s) other on one.spot < other.spot and %3$s',
         a.ones, a."rows", a.met) end as find
from asked a
join pg_class c on c.oid = a.indexrelid
join pg_namespace n on n.oid = c.relnamespace
