-- What is taken is looked up in the unique index of the column: no table is read.
select format('%s.%I', t.name, a.attname) as column_name, f.sequence_name, t.relation,
       format(
         'select next_value, taken as first_taken, case when abs(taken - next_value) < 1000 * %6$s then ''soon'' else ''late'' end as collides'
         ' from (select next_value, (select %4$s(%1$I)::bigint from %2$s where %1$I %5$s next_value) as taken'
         ' from (select last_value + case when is_called then %7$s else 0 end as next_value from %3$s) n) x where taken is not null',
         a.attname, t.place, f.sequence_name, case when f.seqincrement > 0 then 'min' else 'max' end,
         case when f.seqincrement > 0 then '>=' else '<=' end, abs(f.seqincrement), f.seqincrement) as find
from fed f
join tables t on t.oid = f.attrelid
join pg_attribute a on a.attrelid = f.attrelid and a.attnum = f.attnum and a.atttypid in (20, 21, 23)
where not f.seqcycle and not t.is_part
  and exists (
    select from pg_index i
    where i.indrelid = f.attrelid and i.indisunique and i.indisvalid and i.indpred is null and i.indnkeyatts = 1 and i.indkey[0] = f.attnum)
