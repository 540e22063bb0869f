"""What hangs on tables and columns, from the catalog: what the server asks about before one of them goes or changes."""

from collections import defaultdict

from auditor.db.session import ReadSession
from auditor.model.schema import Dependent, Name

# A type of rows is that of the whole table. What a catalog of this server does not have is in none of its rows.
_HANGING = """
with hanging as (
  select d.refobjid as oid, d.refobjsubid as num, d.classid::regclass::text as of, d.objid, d.objsubid as part
  from pg_depend d
  where d.refclassid = 'pg_class'::regclass and d.deptype = 'n'
  union all
  select c.oid, 0, d.classid::regclass::text, d.objid, d.objsubid
  from pg_depend d
  join pg_type t on t.oid = d.refobjid
  join pg_class c on c.reltype in (t.oid, t.typelem) and c.relkind in ('r', 'p', 'v', 'm', 'f')
  where d.refclassid = 'pg_type'::regclass and d.deptype = 'n' and (d.classid = 'pg_proc'::regclass or d.objsubid > 0)
), told as (
  select h.oid, h.num, v.oid as home,
         case when v.oid = h.oid or v.relkind not in ('v', 'm') then 'rule' when v.relkind = 'v' then 'view'
              else 'materialized view' end as kind,
         case when v.oid = h.oid then r.rulename else v.relname end as name
  from hanging h join pg_rewrite r on h.of = 'pg_rewrite' and r.oid = h.objid join pg_class v on v.oid = r.ev_class
  where v.oid <> h.oid or r.rulename <> '_RETURN'
  union
  select h.oid, h.num, p.polrelid, 'policy', p.polname
  from hanging h join pg_policy p on h.of = 'pg_policy' and p.oid = h.objid
  union
  select h.oid, h.num, g.tgrelid, 'trigger', g.tgname
  from hanging h join pg_trigger g on h.of = 'pg_trigger' and g.oid = h.objid where not g.tgisinternal
  union
  select h.oid, h.num, h.oid, 'publication', p.pubname
  from hanging h
  join pg_publication_rel x on h.of = 'pg_publication_rel' and x.oid = h.objid
  join pg_publication p on p.oid = x.prpubid
  union
  select h.oid, h.num, null, 'function', p.proname
  from hanging h join pg_proc p on h.of = 'pg_proc' and p.oid = h.objid
  union
  select h.oid, h.num, a.attrelid, 'column of its rows', a.attname
  from hanging h join pg_attribute a on h.of = 'pg_class' and a.attrelid = h.objid and a.attnum = h.part and h.part > 0
  where h.num = 0
  union
  select p.partrelid, u.num, p.partrelid, 'partition key', pg_get_partkeydef(p.partrelid)::name
  from pg_partitioned_table p cross join lateral unnest(p.partattrs::int2[]) u (num)
)
select n.nspname::text as schema, c.relname::text as relation, a.attname::text as attribute, t.kind,
       t.name::text as name, hn.nspname::text as home_schema, hc.relname::text as home
from told t
join pg_class c on c.oid = t.oid
join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = t.oid and a.attnum = t.num and t.num > 0
left join pg_class hc on hc.oid = t.home
left join pg_namespace hn on hn.oid = hc.relnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2, 4, 5, 3
"""


def dependents(session: ReadSession) -> dict[Name, list[Dependent]]:
    """By table or view, what hangs on it. Raises QueryError."""
    found: dict[Name, list[Dependent]] = defaultdict(list)
    for row in session.rows(_HANGING):
        column = None if row["attribute"] is None else str(row["attribute"])
        home = None if row["home"] is None else Name(str(row["home"]), str(row["home_schema"]))
        one = Dependent(str(row["kind"]), str(row["name"]), column, home)
        found[Name(str(row["relation"]), str(row["schema"]))].append(one)
    return found
