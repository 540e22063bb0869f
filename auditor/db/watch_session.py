"""The watch's own sessions on the throwaway server, and what it asks of the catalog."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from auditor.db.clone import Host
from auditor.db.watch_functions import SCHEMA
from auditor.errors import QueryError
from auditor.model.schema import Name

if TYPE_CHECKING:
    from psycopg import Connection

    Session = Connection[tuple[object, ...]]

_NAMES = f"""
select c.oid::int8, n.nspname::text, t.relname::text from pg_class c
left join pg_index i on i.indexrelid = c.oid
join pg_class t on t.oid = coalesce(i.indrelid, c.oid) and t.relkind in ('r', 'p', 'v', 'm')
join pg_namespace n on n.oid = t.relnamespace
where c.oid >= 16384 and n.nspname not in ('{SCHEMA}', 'information_schema') and n.nspname !~ '^pg_'
"""
_HOLDERS = """
select x.name::text, min(n.nspname::text), min(t.relname::text)
from (select c.relname as name, i.indrelid as holder from pg_index i join pg_class c on c.oid = i.indexrelid
      union select conname, conrelid from pg_constraint where conrelid <> 0) x
join pg_class t on t.oid = x.holder join pg_namespace n on n.oid = t.relnamespace
where x.name = any (%s) and n.nspname !~ '^pg_' group by x.name having count(*) = 1
"""
_SESSIONS = """
select count(*)::int8 from pg_stat_activity
where datname = %s and backend_type = 'client backend' and application_name <> %s
"""


@contextmanager
def own_session(server: Host, database: str) -> Iterator["Session"]:
    """A session of the superuser that finds nothing but PostgreSQL's own functions. Raises QueryError."""
    import psycopg

    session = None
    try:
        with closing(opened(server, database)) as session:
            yield session
    except psycopg.Error as error:
        lost = session is None or session.broken
        said = error.diag.message_primary or str(error).strip()
        raise QueryError(said, sqlstate=error.sqlstate, lost=lost) from error


def opened(server: Host, database: str) -> "Session":
    """Such a session, to be closed by the caller. Raises psycopg's own errors."""
    import psycopg

    asked = "-c search_path=pg_catalog -c client_min_messages=error"
    return psycopg.connect(server.url(database), autocommit=True, application_name=SCHEMA, options=asked)


def names(session: "Session") -> dict[int, Name]:
    """The tables and views of the database by their number, and by that of each of their indexes."""
    rows = session.execute(_NAMES.encode()).fetchall()
    return {int(str(number)): Name(str(name), _said(schema)) for number, schema, name in rows}


def holders(session: "Session", constraints: Iterable[str]) -> dict[str, Name]:
    """The table of each of these constraints and indexes; none for a name that several tables have."""
    rows = session.execute(_HOLDERS, [list(constraints)]).fetchall()
    return {str(constraint): Name(str(name), _said(schema)) for constraint, schema, name in rows}


def others(session: "Session", database: str) -> int:
    """How many sessions, not of the watch, are on that database."""
    row = session.execute(_SESSIONS, [database, SCHEMA]).fetchone()
    return int(str(row[0])) if row else 0


def is_watched(session: "Session") -> bool:
    """Whether there is a table whose changes leave marks."""
    row = session.execute("select 1 from pg_trigger where tgname = %s", [SCHEMA]).fetchone()
    return row is not None


def committed(session: "Session", xid: str) -> bool | None:
    """How a transaction ended; None where it has not, or nobody can tell."""
    import psycopg

    try:
        row = session.execute("select txid_status(%s::int8)", [xid]).fetchone()
    except psycopg.Error:
        return None
    return None if row is None or row[0] not in ("committed", "aborted") else row[0] == "committed"


def _said(schema: object) -> str | None:
    return None if schema == "public" else str(schema)
