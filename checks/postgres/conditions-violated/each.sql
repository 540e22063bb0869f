select x.conname::text as constraint_name, t.name as table_name, t.relation, t.bytes, not x.convalidated as doubted,
       format('select count(*) as "rows", array_to_string((array_agg(named order by spot))[1:5], ''; '') as which'
              ' from (select %s as named, ctid as spot from %s where %s offset 0) broken having count(*) > 0',
              t.named, t.place,
              case x.contype when 'c' then format('not (%s)', pg_get_expr(x.conbin, x.conrelid))
                             else format('%I is null', (select a.attname from pg_attribute a
                                                        where a.attrelid = x.conrelid and a.attnum = x.conkey[1])) end) as find
from pg_constraint x
join tables t on t.oid = x.conrelid and t.relkind <> 'p'
where (x.contype = 'c' or x.contype = 'n' and not x.convalidated) and to_jsonb(x) ->> 'conenforced' is distinct from 'false'
