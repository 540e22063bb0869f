-- The highest number of a column by its index, by its sequence, or by that of the key which it refers to: no table is read.
with high as (
  select i.indrelid, i.indkey[0] as attnum
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_am m on m.oid = c.relam and m.amname = 'btree'
  where i.indisvalid and i.indisready and i.indpred is null and i.indkey[0] > 0
), said as (
  select a.attrelid, a.attnum, format('select max(%I)::bigint from %s', a.attname, t.place) as highest, null::bigint as most
  from high h
  join tables t on t.oid = h.indrelid
  join pg_attribute a on a.attrelid = h.indrelid and a.attnum = h.attnum
  where a.atttypid in (21, 23)
    and (a.attname ~ '(^|_)id$'
         or exists (select from pg_constraint x
                    where x.conrelid = a.attrelid and x.contype in ('p', 'u', 'f') and a.attnum = any (x.conkey))
         or exists (select from pg_index i
                    where i.indrelid = a.attrelid and i.indisunique and a.attnum = any (i.indkey::int2[])))
  union
  select f.attrelid, f.attnum, format('select last_value from %s where is_called', f.sequence_name), f.seqmax
  from fed f
  where not f.seqcycle and f.seqincrement > 0
  union
  select x.conrelid, own.num, format('select max(%I)::bigint from %s', k.attname, t.place), null
  from pg_constraint x
  cross join lateral rows from (unnest(x.conkey), unnest(x.confkey)) own (num, other)
  join pg_attribute k on k.attrelid = x.confrelid and k.attnum = own.other and k.atttypid in (20, 21, 23)
  join tables t on t.oid = x.confrelid
  join high h on h.indrelid = x.confrelid and h.attnum = own.other
  where x.contype = 'f'
), asked as (
  select s.attrelid, s.attnum, a.attname, a.atttypid, string_agg(format('(%s)', s.highest), ', ' order by s.highest) as highest,
         least(case a.atttypid when 21 then 32767 when 23 then 2147483647 else 9223372036854775807 end, min(s.most)) as most,
         bool_or(s.most is not null) as numbered
  from said s
  join pg_attribute a on a.attrelid = s.attrelid and a.attnum = s.attnum and a.atttypid in (20, 21, 23)
  group by s.attrelid, s.attnum, a.attname, a.atttypid
)
select format('%s.%I', t.name, a.attname) as column_name, format_type(a.atttypid, null) as type, t.relation,
       format('select highest, %1$s::bigint as most, round(100.0 * highest / %1$s, 1)::text as percent,'
              ' case when highest >= 0.8 * %1$s then ''nearly'' else ''half'' end as ending'
              ' from (select greatest(%2$s) as highest) x where highest >= 0.5 * %1$s', a.most, a.highest) as find
from asked a
join tables t on t.oid = a.attrelid and not t.is_part
where a.atttypid <> 20 or a.numbered and a.most < 9223372036854775807
