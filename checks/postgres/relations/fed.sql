-- Columns that a sequence numbers: it belongs to the column, or the column's default calls it.
-- not materialized
select distinct s.seqrelid, s.seqincrement, s.seqmax, s.seqcycle, format('%I.%I', n.nspname, c.relname) as sequence_name, d.attrelid, d.attnum
from (
  select objid as seqrelid, refobjid as attrelid, refobjsubid as attnum
  from pg_depend
  where classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and refobjsubid > 0 and deptype in ('a', 'i')
  union all
  select p.refobjid, f.adrelid, f.adnum
  from pg_depend p
  join pg_attrdef f on p.classid = 'pg_attrdef'::regclass and f.oid = p.objid
  where p.refclassid = 'pg_class'::regclass
) d
join pg_sequence s on s.seqrelid = d.seqrelid
join pg_class c on c.oid = d.seqrelid
join pg_namespace n on n.oid = c.relnamespace
