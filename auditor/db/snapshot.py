"""One moment of a database, seen by as many sessions as needed; and where moments may not grow old, several."""

import contextlib
import datetime as dt
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from auditor.db import connection, signs
from auditor.db.session import ReadSession
from auditor.db.signs import Signs
from auditor.errors import TargetError
from auditor.model.report import Lock

OLDEST = 12
STATEMENT_MS = 300_000
LOCK_TIMEOUT_MS = 2_000
IDLE_MS = 3_600_000

_FACTS = """
select current_database()::text as database, current_setting('server_version') as version,
       current_setting('server_version_num')::int / 10000 as major, pg_is_in_recovery() as replica,
       current_user::text as who, r.rolsuper as super,
       exists (select 1 from pg_roles where rolname = 'pg_read_all_data') as has_reader,
       case when exists (select 1 from pg_roles where rolname = 'pg_read_all_data')
            then pg_has_role(current_user, (select oid from pg_roles where rolname = 'pg_read_all_data'),
                             case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end)
            end
         as may_read_as,
       exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relkind in ('r', 'p', 'f', 'S')
                 and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
                 and case c.relkind when 'S' then has_sequence_privilege(c.oid, 'UPDATE')
                     else has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                          or has_any_column_privilege(c.oid, 'INSERT, UPDATE') end)
         as may_write
from pg_roles r where r.rolname = current_user
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the server says of itself. `size_bytes` is 0 where the role may not ask."""

    database: str
    version: str
    major: int
    replica: bool
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Age:
    """How many seconds after it was taken work may still begin on a moment, and after how many nothing holds it."""

    fresh: float = math.inf
    oldest: float = math.inf


FOR_GOOD = Age()


class Snapshot:
    """Holds an exported snapshot open; `session` gives readers of it. Close it when done: it holds back vacuum.

    `moments` says when each was taken.
    """

    def __init__(self, target: str, held: "_Held", facts: Facts, lock: Lock, age: "Age") -> None:
        self._target, self._held, self._age = target, held, age
        self._one_at_a_time = threading.RLock()
        self.facts = facts
        self.locks = (lock, *_OTHER_LOCKS)
        self.moments = [dt.datetime.now(dt.UTC)]

    def session(self) -> ReadSession:
        """A further connection that sees the same rows. Raises TargetError when it cannot be made."""
        with self._one_at_a_time:
            if time.monotonic() > self._held.begun + self._age.fresh:
                self.renew(self._number)
        link = connection.connect(self._target)
        with self._one_at_a_time:
            try:
                return self._joined(link)
            except TargetError:
                if not self.facts.replica:
                    raise
                self.renew(self._number)  # the replica has ended the session that held the old moment
            return self._joined(connection.connect(self._target))

    def renew(self, moment: int) -> None:
        """Another moment instead of that one, unless there is one already. Raises TargetError when none can be had."""
        with self._one_at_a_time:
            if moment != self._number:
                return
            held = _hold(self._target, self._held.role)
            connection.end(self._held.link)
            self._held = held
            self.moments.append(dt.datetime.now(dt.UTC))

    def look(self) -> Signs:
        """What the server shows of trouble. Raises QueryError."""
        with self._one_at_a_time:
            return signs.look(self._held.link)

    def ping(self) -> float:
        """How many seconds the server takes for next to nothing. Raises QueryError."""
        with self._one_at_a_time:
            return signs.ping(self._held.link)

    def close(self) -> None:
        """Let the snapshot go."""
        connection.end(self._held.link)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _number(self) -> int:
        return len(self.moments) - 1

    def _joined(self, link: Connection) -> ReadSession:
        held = self._held
        with _told(link, "join the snapshot of the audit"):
            link.exec_driver_sql(f"set transaction snapshot '{held.name}'")
            _prepare(link, held.role)
        until, ends = held.begun + self._age.fresh, held.begun + self._age.oldest
        return ReadSession(link, self.facts.major, moment=self._number, until=until, ends=ends)


@dataclass(frozen=True, slots=True)
class _Held:
    """The connection that holds a moment, with the name by which others join it and the role to read as."""

    link: Connection
    name: str
    role: str | None
    begun: float


def take(target: str, age: Age = FOR_GOOD) -> Snapshot:
    """Connect to `target` and hold one moment of it, and later ones where it may not grow old.

    Raises TargetError: unreachable, or a server too old.
    """
    link = connection.connect(target)
    with _told(link, "look at the server"):
        seen = dict(link.exec_driver_sql(_FACTS).mappings().one())
        if int(seen["major"]) < OLDEST:
            raise TargetError(
                f"the server is PostgreSQL {seen['version']}; the auditor reads PostgreSQL {OLDEST} and later. "
                "Restore a backup of it and audit the file"
            )
        role, lock = _reader(seen)
        size = _size(link)
        held = _exported(link, role)
    facts = Facts(str(seen["database"]), str(seen["version"]), int(seen["major"]), bool(seen["replica"]), size)
    return Snapshot(target, held, facts, lock, age)


def _hold(target: str, role: str | None) -> _Held:
    link = connection.connect(target)
    with _told(link, "hold another moment of the database"):
        return _exported(link, role)


def _exported(link: Connection, role: str | None) -> _Held:
    begun = time.monotonic()
    name = str(link.exec_driver_sql("select pg_export_snapshot()").scalar_one())
    _prepare(link, role)
    return _Held(link, name, role, begun)


_OTHER_LOCKS = (
    Lock("transaction", held=True, note="repeatable read, read only"),
    Lock("cursor", held=True, note="server-side, takes one query and nothing else"),
    Lock("functions", held=True, note="queries that call a volatile function are refused"),
)


def _reader(seen: dict[str, object]) -> tuple[str | None, Lock]:
    """The role to read as, and whether that is a lock."""
    who = str(seen["who"])
    if not seen["super"] and not seen["may_write"]:
        return None, Lock("role", held=True, note=f"{who} can only read")
    wanted = (
        "create role auditor login in role pg_read_all_data"
        if seen["has_reader"]
        else "create role auditor login, then grant it select on the tables"
    )
    if seen["may_read_as"]:
        # No pack can leave the role, but operators, casts and views of the database run code that nobody looks at.
        leave = f"; a function planted in the database could become superuser again, so better: {wanted}"
        note = f"connected as {who}, reading as pg_read_all_data" + (leave if seen["super"] else "")
        return "pg_read_all_data", Lock("role", held=True, note=note)
    return None, Lock(
        "role", held=False, note=f"{who} may write, and no read-only role can be assumed; better: {wanted}"
    )


# As much as keeps most sorts and hashes off the disk, unless the server gives more; two sessions stay below 100 MB.
_MEMORY = (
    "select set_config('work_mem', '24MB', true) from pg_catalog.pg_settings "
    "where name = 'work_mem' and setting::int8 < 24576"
)


def _prepare(link: Connection, role: str | None) -> None:
    settings = {
        "statement_timeout": STATEMENT_MS,
        "lock_timeout": LOCK_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": IDLE_MS,
        "standard_conforming_strings": "on",
        "row_security": "off",
        "jit": "off",
        "extra_float_digits": 3,
        "datestyle": "iso",
        "intervalstyle": "postgres",
        "timezone": "'UTC'",
        "bytea_output": "hex",
        "cursor_tuple_fraction": 1,  # all rows are wanted: the plan that gives the first ones soonest may never end
        "max_parallel_workers_per_gather": 0,  # there are several sessions, and no more of them than were asked for
    }
    words = [f"set local {name} = {value}" for name, value in settings.items()]
    last = [f'set local role "{role}"'] if role is not None else []
    link.exec_driver_sql("; ".join([*words, _MEMORY, *last]))


def _size(link: Connection) -> int:
    with link.begin_nested() as point:
        try:
            return int(link.exec_driver_sql("select pg_database_size(current_database())").scalar_one())
        except DBAPIError:
            point.rollback()
            return 0


@contextlib.contextmanager
def _told(link: Connection, what: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        connection.end(link)
        raise TargetError(f"could not {what}: {connection.failure(error)}") from error
    except BaseException:
        connection.end(link)
        raise
