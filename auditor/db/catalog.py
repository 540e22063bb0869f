"""What is in a database before any row is read: its tables, their columns, its ledger of migrations."""

from collections.abc import Mapping

from auditor.db.session import ReadSession
from auditor.errors import TargetError

_VISIBLE = """
select c.relname::text as relation, a.attname::text as attribute
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
  and n.nspname = any (current_schemas(false))
order by 1, a.attnum
"""


def columns(session: ReadSession) -> Mapping[str, tuple[str, ...]]:
    """Every table and view on the search path, with its columns. Raises QueryError."""
    found: dict[str, list[str]] = {}
    for row in session.rows(_VISIBLE):
        found.setdefault(str(row["relation"]), []).append(str(row["attribute"]))
    return {name: tuple(names) for name, names in found.items()}


def ledger(session: ReadSession, table: str, column: str, known: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The versions of the migrations that have run. Raises TargetError without such a table, QueryError."""
    if column not in known.get(table, ()):
        raise TargetError(
            f"this database has no table {table} with a column {column}: no migrations are recorded in it"
        )
    rows = session.rows(
        f'select distinct "{column}"::text as version from "{table}" where "{column}" is not null order by 1'
    )
    return frozenset(str(row["version"]) for row in rows)


def identity(session: ReadSession, sql: str | None) -> str | None:
    """What tells these contents from another database of the same application; None where a pack does not say how."""
    if sql is None:
        return None
    rows = session.rows(sql)
    value = next(iter(rows[0].values()), None) if rows else None
    return None if value is None else str(value)


def readable(session: ReadSession) -> frozenset[str]:
    """The tables and views on the search path that this role may read. Raises QueryError."""
    query = """
    select c.relname::text as relation from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname = any (current_schemas(false))
      and has_table_privilege(c.oid, 'SELECT')
    order by 1
    """
    return frozenset(str(row["relation"]) for row in session.rows(query))
