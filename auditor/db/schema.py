"""The shape of the audited database, read from its catalog: what pending migrations will meet."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.db.dependents import dependents as hanging
from auditor.db.servers import READER
from auditor.db.session import ReadSession
from auditor.model.outcome import Cell
from auditor.model.schema import (
    CheckConstraint,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    Name,
    Table,
    TableKind,
    Trigger,
)

KINDS = {
    "r": TableKind.TABLE,
    "p": TableKind.PARTITIONED,
    "v": TableKind.VIEW,
    "m": TableKind.MATERIALIZED,
    "f": TableKind.FOREIGN,
}
ACTIONS = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
EVENTS = {4: "insert", 8: "delete", 16: "update", 32: "truncate"}
_OURS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"

_TABLES = f"""
select n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind, c.reltuples::float8 as rows,
       (select sum(o.relpages::bigint) from pg_class o
        where o.oid in (c.oid, c.reltoastrelid) or o.oid in (select indexrelid from pg_index where indrelid = c.oid))
         * current_setting('block_size')::int as bytes,
       (select string_agg(quote_ident(cn.nspname) || '.' || quote_ident(cc.relname), E'\\n' order by cc.relname)
        from pg_inherits i join pg_class cc on cc.oid = i.inhrelid join pg_namespace cn on cn.oid = cc.relnamespace
        where i.inhparent = c.oid) as children
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and {_OURS}
order by 1, 2
"""
_COLUMNS = f"""
select n.nspname::text as schema, c.relname::text as relation, a.attname::text as name,
       format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
       pg_get_expr(d.adbin, d.adrelid) as expression, a.attgenerated::text as generated,
       a.attidentity::text as identity,
       case when a.attidentity <> '' or a.atthasdef then
         pg_get_serial_sequence(quote_ident(n.nspname) || '.' || quote_ident(c.relname), a.attname) end as sequence,
       case when a.attcollation <> t.typcollation then quote_ident(k.collname) end as collation
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
left join pg_collation k on k.oid = a.attcollation
where c.relkind in ('r', 'p', 'v', 'm', 'f') and {_OURS}
order by 1, 2, a.attnum
"""
_INDEXES = f"""
select n.nspname::text as schema, c.relname::text as relation, ic.relname::text as name, am.amname::text as method,
       i.indisunique as is_unique, i.indisprimary as is_primary, i.indisvalid as valid, {{nulls}} as nulls_distinct,
       not i.indimmediate as deferrable, coalesce(x.condeferred, false) as deferred, x.oid is not null as is_constraint,
       pg_get_expr(i.indpred, i.indrelid) as condition, k.n as place, a.attname::text as attribute,
       pg_get_indexdef(i.indexrelid, k.n, true) as expression,
       case when l.oid <> coalesce(a.attcollation, 0) then quote_ident(l.collname) end as collation,
       case when not o.opcdefault then quote_ident(o.opcname) end as opclass
from pg_index i
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class ic on ic.oid = i.indexrelid
join pg_am am on am.oid = ic.relam
cross join lateral generate_series(1, i.indnkeyatts) as k (n)
left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.n - 1] and a.attnum > 0
left join pg_collation l on l.oid = i.indcollation[k.n - 1]
left join pg_opclass o on o.oid = i.indclass[k.n - 1]
left join pg_constraint x on x.conindid = i.indexrelid and x.contype in ('p', 'u', 'x')
where {_OURS}
order by 1, 2, 3, k.n
"""
_CONSTRAINTS = f"""
select n.nspname::text as schema, c.relname::text as relation, x.conname::text as name, x.contype::text as kind,
       x.convalidated as validated, x.condeferred as deferrable, x.confmatchtype::text as match,
       x.confdeltype::text as on_delete, x.confupdtype::text as on_update, tn.nspname::text as to_schema,
       tc.relname::text as to_relation, pg_get_expr(x.conbin, x.conrelid) as expression,
       (select string_agg(a.attname::text, E'\\n' order by u.n) from unnest(x.conkey) with ordinality as u (num, n)
        join pg_attribute a on a.attrelid = x.conrelid and a.attnum = u.num) as columns,
       (select string_agg(a.attname::text, E'\\n' order by u.n) from unnest(x.confkey) with ordinality as u (num, n)
        join pg_attribute a on a.attrelid = x.confrelid and a.attnum = u.num) as to_columns,
       (select string_agg(op.oprname::text, E'\\n' order by u.n) from unnest(x.conexclop) with ordinality as u (num, n)
        join pg_operator op on op.oid = u.num) as operators, ic.relname::text as index
from pg_constraint x
join pg_class c on c.oid = x.conrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_class tc on tc.oid = x.confrelid
left join pg_namespace tn on tn.oid = tc.relnamespace
left join pg_class ic on ic.oid = x.conindid
where x.contype in ('f', 'c', 'x') and {_OURS}
order by 1, 2, 3
"""
_TRIGGERS = f"""
select n.nspname::text as schema, c.relname::text as relation, t.tgname::text as name, t.tgtype::int as type,
       (select string_agg(a.attname::text, E'\\n') from unnest(t.tgattr::int2[]) as u (num)
        join pg_attribute a on a.attrelid = t.tgrelid and a.attnum = u.num) as columns
from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
where not t.tgisinternal and t.tgenabled <> 'D' and {_OURS}
order by 1, 2, 3
"""
_CASTS = """
select distinct format_type(castsource, null) as source, format_type(casttarget, null) as target,
       castcontext = 'i' as implicit
from pg_cast where castcontext in ('a', 'i')
"""
_TYPES = """
select t.typname::text as name, string_agg(e.enumlabel::text, E'\\n' order by e.enumsortorder) as labels
from pg_type t join pg_namespace n on n.oid = t.typnamespace
left join pg_enum e on e.enumtypid = t.oid
where t.typtype in ('e', 'd', 'c') and (t.typrelid = 0 or t.typtype = 'c') and n.nspname !~ '^pg_'
  and n.nspname <> 'information_schema'
group by t.oid, t.typname order by 1
"""
_NAMED_TYPES = """
select distinct format_type(oid, null) as name from pg_type where typtype in ('b', 'r', 'm', 'p') and typelem = 0
union select distinct format_type(oid, null) from pg_type where typnamespace = 'pg_catalog'::regnamespace
"""
_UNSTEADY = "select proname::text as name from pg_proc group by 1 having bool_and(provolatile <> 'i') order by 1"
_EXTENSIONS = """
select coalesce(e.extname, x.name)::text as name, e.oid is not null as installed, session_user::text as reader
from pg_available_extensions x full join pg_extension e on e.extname = x.name order by 1
"""
_SCHEMAS = "select nspname::text as name from pg_namespace order by 1"
_PATH = "select unnest(current_schemas(false))::text as name"


@dataclass(frozen=True, slots=True)
class Shape:
    """All tables of a database, the schemas in which a name is looked for, and the casts that an assignment
    takes, or (`implicit`) a comparison. `types` are enumerations with their labels, domains and composite types;
    `built_in` all others; `unsteady` the functions of which no form is immutable.

    `extensions` are in the database, `offered` those that its server has; None where a throwaway server stands in.

    `indexes` that are on other things than tables, sequences and types are not in it.
    """

    tables: Mapping[Name, Table]
    path: tuple[str, ...]
    casts: frozenset[tuple[str, str]]
    implicit: frozenset[tuple[str, str]]
    types: Mapping[str, tuple[str, ...]]
    unsteady: frozenset[str]
    built_in: frozenset[str]
    schemas: frozenset[str] = frozenset()
    major: int = 18
    extensions: frozenset[str] = frozenset()
    offered: frozenset[str] | None = None


def shape(session: ReadSession) -> Shape:
    """What is there, from the catalog alone. Raises QueryError."""
    columns, indexes = _columns(session), _indexes(session)
    constraints = _constraints(session, indexes)
    triggers, dependents = _triggers(session), hanging(session)
    casts, extensions = session.rows(_CASTS), session.rows(_EXTENSIONS)
    stands_in = any(row["reader"] == READER for row in extensions)
    tables = {}
    for row in session.rows(_TABLES):
        name = Name(str(row["name"]), str(row["schema"]))
        tables[name] = Table(
            name,
            columns.get(name, {}),
            KINDS[str(row["kind"])],
            indexes.get(name, {}),
            tuple(constraints.get(name, ())),
            tuple(triggers.get(name, ())),
            tuple(dependents.get(name, ())),
            tuple(_name(one) for one in _lines(row["children"])),
            int(float(row["rows"] or 0)),
            int(row["bytes"] or 0),
        )
    return Shape(
        tables,
        tuple(str(row["name"]) for row in session.rows(_PATH)),
        frozenset((str(row["source"]), str(row["target"])) for row in casts),
        frozenset((str(row["source"]), str(row["target"])) for row in casts if row["implicit"]),
        {str(row["name"]): _lines(row["labels"]) for row in session.rows(_TYPES)},
        frozenset(str(row["name"]) for row in session.rows(_UNSTEADY)),
        frozenset(str(row["name"]) for row in session.rows(_NAMED_TYPES)),
        frozenset(str(row["name"]) for row in session.rows(_SCHEMAS)),
        session.major,
        frozenset(str(row["name"]) for row in extensions if row["installed"]),
        None if stands_in else frozenset(str(row["name"]) for row in extensions),
    )


def _columns(session: ReadSession) -> dict[Name, dict[str, Column]]:
    found: dict[Name, dict[str, Column]] = defaultdict(dict)
    for row in session.rows(_COLUMNS):
        expression, generated = _text(row["expression"]), bool(row["generated"])
        found[_of(row)][str(row["name"])] = Column(
            str(row["name"]),
            str(row["type"]),
            bool(row["nullable"]),
            None if generated else expression,
            expression if generated else None,
            bool(row["identity"]),
            _text(row["collation"]),
            _text(row["sequence"]),
            row["identity"] == "a",
        )
    return found


def _indexes(session: ReadSession) -> dict[Name, dict[str, Index]]:
    nulls = "not i.indnullsnotdistinct" if session.major >= 15 else "true"
    keys: dict[tuple[Name, str], list[Key]] = defaultdict(list)
    found: dict[Name, dict[str, Index]] = defaultdict(dict)
    for row in session.rows(_INDEXES.format(nulls=nulls)):
        table, name = _of(row), str(row["name"])
        keys[table, name].append(
            Key(str(row["expression"]), _text(row["attribute"]), _text(row["collation"]), _text(row["opclass"]))
        )
        found[table][name] = Index(
            name,
            table,
            tuple(keys[table, name]),
            bool(row["is_unique"]),
            _text(row["condition"]),
            bool(row["nulls_distinct"]),
            str(row["method"]),
            bool(row["is_primary"]),
            bool(row["is_constraint"]),
            bool(row["valid"]),
            bool(row["deferrable"]),
            bool(row["deferred"]),
        )
    return found


def _constraints(session: ReadSession, indexes: Mapping[Name, Mapping[str, Index]]) -> dict[Name, list[Constraint]]:
    found: dict[Name, list[Constraint]] = defaultdict(list)
    for row in session.rows(_CONSTRAINTS):
        found[_of(row)].append(_constraint(row, indexes.get(_of(row), {})))
    return found


def _constraint(row: Mapping[str, Cell], indexes: Mapping[str, Index]) -> Constraint:
    name = str(row["name"])
    if row["kind"] == "c":
        return CheckConstraint(name, str(row["expression"]), bool(row["validated"]))
    if row["kind"] == "x":
        index = indexes[str(row["index"])]
        return Exclusion(name, index.keys, _lines(row["operators"]), index.where, index.method)
    return ForeignKey(
        name,
        _lines(row["columns"]),
        Name(str(row["to_relation"]), str(row["to_schema"])),
        _lines(row["to_columns"]),
        ACTIONS[str(row["on_delete"])],
        ACTIONS[str(row["on_update"])],
        bool(row["validated"]),
        row["match"] == "f",
        bool(row["deferrable"]),
    )


def _triggers(session: ReadSession) -> dict[Name, list[Trigger]]:
    found: dict[Name, list[Trigger]] = defaultdict(list)
    for row in session.rows(_TRIGGERS):
        bits = int(row["type"] or 0)
        events = frozenset(event for bit, event in EVENTS.items() if bits & bit)
        found[_of(row)].append(Trigger(str(row["name"]), events, frozenset(_lines(row["columns"]))))
    return found


def _of(row: Mapping[str, Cell]) -> Name:
    return Name(str(row["relation"]), str(row["schema"]))


def _text(value: Cell) -> str | None:
    return None if value is None else str(value)


def _lines(value: Cell) -> tuple[str, ...]:
    return tuple(str(value).split("\n")) if value else ()


def _name(qualified: str) -> Name:
    schema, name = qualified.split(".", 1)
    return Name(name.strip('"').replace('""', '"'), schema.strip('"').replace('""', '"'))
