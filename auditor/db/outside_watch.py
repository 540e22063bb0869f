"""Watches migrations on a server that is lent: by a trigger on the ledger, and by looking at sessions again and again.

There is no log to be read there, and event triggers are for superusers.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from auditor.db import watch_session
from auditor.db.clone import Clone
from auditor.db.diagnostics import shown
from auditor.db.lock_spans import LockSpans
from auditor.db.outside_marks import MARKS, OWN_MARK, Caught, Spot, put_up, runs
from auditor.db.stand_ins import quoted
from auditor.db.watch_functions import SCHEMA, literal
from auditor.db.watch_window import Seen
from auditor.errors import QueryError
from auditor.model.schema import Name

if TYPE_CHECKING:
    from auditor.db.watch_session import Session

EVERY = 0.05
MOST_CAUGHT = 20_000
HIDDEN = (
    "on a server that is lent: the server's own errors, statements shorter than a twentieth of a second, WAL and"
    " temporary files, locks but for those that were held when somebody looked"
)
_HELD = """
select l.virtualtransaction, l.relation::int8, l.mode, extract(epoch from clock_timestamp())::float8 from pg_locks l
where l.locktype = 'relation' and l.granted and l.relation >= 16384 and l.mode <> 'AccessShareLock'
  and l.database = (select d.oid from pg_database d where d.datname = %s)
"""
_RUNNING = """
select a.pid, extract(epoch from a.query_start)::float8, left(a.query, 8000),
  extract(epoch from case when a.state = 'active' then clock_timestamp() else a.state_change end)::float8
from pg_stat_activity a
where a.datname = %s and a.usename = current_user and a.application_name <> %s and a.query_start is not null
"""


class OutsideWatch:
    """As `watching.Watch`, with the rights of the clone's owner. What it cannot see stands in `Seen.unseen`."""

    def __init__(self, clone: Clone, ledger: tuple[str, str] | None) -> None:
        self._clone, self._sql = clone, None if ledger is None else ledger[1]
        self._table = None if ledger is None else _found(clone, ledger[0])
        there = None if ledger is None or self._table is None else (self._table.sql, ledger[1])
        clone.execute(put_up(there))
        self._glances: _Glances | None = None
        self._known: list[str] = []
        self._names: dict[int, Name] = {}

    def begin(self) -> None:
        """From now on the sessions of the clone are watched. Raises QueryError."""
        self._known = _versions(self._clone, self._sql)
        with watch_session.own_session(self._clone.server, self._clone.database) as session:
            session.execute(f"truncate {SCHEMA}.marks".encode())
            session.execute(OWN_MARK.encode())
            self._names = watch_session.names(session)
            self._glances = _Glances(self._clone)
        self._glances.start()

    def end(self) -> Seen:
        """What was seen since `begin`. Never raises."""
        glances, self._glances = self._glances, None
        if glances is None:
            return Seen(unseen=("nothing was watched",))
        glances.stop()
        unseen = [HIDDEN]
        if glances.failed is not None:
            unseen.append(f"what ran at which moment: {glances.failed}")
        if self._table is None:
            unseen.append("which migration did what: the table that notes it was not there, or is not known")
        try:
            with watch_session.own_session(self._clone.server, self._clone.database) as session:
                session.execute(OWN_MARK.encode())
                spots = list(_spots(session))
                self._names = {**watch_session.names(session), **self._names}
        except QueryError as error:
            return Seen(unseen=(*unseen, f"the clone as it was at the end: {error}"))
        ledger = self._table and Name(self._table.name, None if self._table.schema == "public" else self._table.schema)
        names = {number: str(name) for number, name in self._names.items() if name != ledger}
        for spot in spots[1:-1]:
            glances.locks.seen(spot.session, spot.locks, since=spot.at, at=spot.at)
        found = tuple(runs(spots, self._known, glances.caught(), glances.locks, names)) if len(spots) > 1 else ()
        return Seen(found, unseen=tuple(unseen))

    def take_down(self) -> None:
        """Removes what was put into the clone. Harmless when repeated, or when the clone is gone. Raises QueryError."""
        if self._glances is not None:
            self.end()
        try:
            self._clone.execute(f"set lock_timeout = '10s'; drop schema if exists {SCHEMA} cascade")
        except QueryError as error:
            if not error.lost:
                raise


class _Glances(threading.Thread):
    """Looks at the sessions of a clone from another database of its server, from `start` to `stop`."""

    def __init__(self, clone: Clone) -> None:
        super().__init__(name="glances", daemon=True)
        self.failed: str | None = None
        self.locks = LockSpans()
        self._database = clone.database
        self._session = watch_session.opened(clone.server, clone.server.elsewhere)
        self._caught: dict[tuple[int, float], Caught] = {}
        self._done = threading.Event()

    def run(self) -> None:
        """Never raises: a rehearsal goes on unwatched."""
        import psycopg

        try:
            while not self._done.wait(EVERY):
                self._look()
        except psycopg.Error as error:
            self.failed = str(error).strip()

    def stop(self) -> None:
        """Looks once more, and ends."""
        import psycopg

        self._done.set()
        self.join()
        with suppress(psycopg.Error):
            self._look()
        self._session.close()

    def caught(self) -> list[Caught]:
        """The statements that were seen running, but for those that only end a transaction."""
        return sorted(self._caught.values(), key=lambda one: one.begun)

    def _look(self) -> None:
        held = self._session.execute(_HELD, [self._database], prepare=True).fetchall()
        for transaction, table, mode, at in held:
            now = float(str(at))
            self.locks.seen(str(transaction), [(int(str(table)), str(mode))], since=now, at=now)
        for pid, begun, text, until in self._session.execute(_RUNNING, [self._database, SCHEMA]).fetchall():
            key = int(str(pid)), float(str(begun))
            if key in self._caught or len(self._caught) < MOST_CAUGHT:
                self._caught[key] = Caught(shown(str(text)), key[1], max(key[1], float(str(until))))


def _found(clone: Clone, table: str) -> Name | None:
    """Where the ledger is; None where it is not there yet."""
    name = ".".join(quoted(part) for part in table.split("."))
    rows = clone.query(
        "select n.nspname::text as schema, c.relname::text as name from pg_class c join pg_namespace n"
        f" on n.oid = c.relnamespace where c.oid = to_regclass({literal(name)}) and c.relkind in ('r', 'p')"
    )
    return Name(str(rows[0]["name"]), str(rows[0]["schema"])) if rows else None


def _versions(clone: Clone, sql: str | None) -> list[str]:
    if sql is None:
        return []
    try:
        rows = clone.query(f"select l.version from ({sql.strip().rstrip(';')}) l")
    except QueryError as error:
        if error.lost:
            raise
        return []
    return [str(row["version"]) for row in rows if row["version"] is not None]


def _spots(session: "Session") -> Iterator[Spot]:
    for at, begun, holder, versions, locks, touched, files, size in session.execute(MARKS.encode()).fetchall():
        yield Spot(
            float(str(at)),
            float(str(begun)),
            str(holder),
            tuple(map(str, _items(versions))),
            tuple((int(table), str(mode)) for table, mode in _items(locks)),
            {int(table): (int(i), int(u), int(d)) for table, i, u, d in _items(touched)},
            {int(table): int(file) for table, file in dict(files or {}).items()},  # type: ignore[call-overload]
            int(str(size)),
        )


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
