"""Looking at a database without touching it.

Four locks hold: a role that can only read, a read-only transaction, a server-side cursor that takes nothing but
one query, and the refusal of queries that call a volatile function (the last stops what the first three let
through: settings, advisory locks, signals to other sessions, connections to elsewhere).
"""

import contextlib
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, CursorResult
from sqlalchemy.exc import SQLAlchemyError

from auditor.db import connection, polyfill
from auditor.db.statement import alone, called, members
from auditor.db.values import cell
from auditor.errors import QueryError
from auditor.model.outcome import Cell

BATCH = 1000
AGED = "it took longer than one moment of a live database is held; give it longer with --snapshot-age"

# Which of these names are those of volatile functions; for members of a row, of functions of one row or of anything.
# The cast to `name` cuts a name as the parser does. An aggregate is as volatile as what it calls for each row. Some of
# the server's own are volatile for what they give, and do nothing: they are told by being built in, or by their code,
# since anybody may call a function by such a name.
_VOLATILE = """
select listed.word, listed.member from (values {listed}) as listed (word, member)
where exists (
  select from pg_catalog.pg_proc p
  left join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid
  left join pg_catalog.pg_proc step on step.oid in (a.aggtransfn, a.aggfinalfn)
  left join pg_catalog.pg_type t on t.oid = p.proargtypes[0] and p.pronargs = 1
  where 'v' in (p.provolatile, step.provolatile)
    and p.proname = listed.word::name and (t.typtype in ('c', 'p') or not listed.member)
    and not (p.oid < 16384 and p.proname in (
      'pg_collation_actual_version', 'pg_database_collation_actual_version',
      'pg_current_wal_lsn', 'pg_last_wal_replay_lsn', 'pg_is_in_recovery', 'pg_relation_size'))
    and not (p.probin is not distinct from '$libdir/amcheck' and p.prosrc = 'bt_index_check'))
"""
# Nor may a constraint be taken for a proof that there are no rows which break it.
_HEAP_ONLY = (
    "set local enable_indexscan = off; set local enable_indexonlyscan = off; set local enable_bitmapscan = off;"
    " set local constraint_exclusion = off"
)
_INDEX_FIRST = "set local enable_seqscan = off"
_BACK = "rollback to savepoint auditor_query; release savepoint auditor_query"
STREAMED = {"stream_results": True, "no_parameters": True, "max_row_buffer": BATCH}


@dataclass(frozen=True, slots=True)
class Rows:
    """What one query gives: named columns, then batches of at most `BATCH` rows."""

    columns: tuple[str, ...]
    batches: Iterator[tuple[tuple[Cell, ...], ...]]


class ReadSession:
    """One connection on the snapshot of an audit. It has no method that writes.

    `moment` is the number of the moment that it sees. `until` says, by the monotonic clock, when that is too old to
    begin another task on, and `ends` when it is let go whatever is being asked. `conflicted` says that a replica
    ended the session, so as to follow its primary.
    """

    def __init__(
        self, link: Connection, major: int, *, moment: int = 0, until: float = math.inf, ends: float = math.inf
    ) -> None:
        self._link = link
        self.major = major
        self.moment = moment
        self._until, self._ends = until, ends
        self._volatile: dict[tuple[str, bool], bool] = {}
        self._closed = threading.Event()
        self._why = "interrupted"
        self._used = False
        self.lost = False
        self.conflicted = False

    @property
    def spent(self) -> bool:
        """Whether it is time for another session: the connection is lost, or its moment too old.

        A new one is good for one task at least.
        """
        return self.lost or (self._used and time.monotonic() > self._until)

    @contextlib.contextmanager
    def ask(self, sql: str, *, timeout: float | None = None, heap: bool = False, index: bool = False) -> Iterator[Rows]:
        """Run one SELECT; `timeout` in seconds bounds each step of it on the server, `heap` forbids indexes.

        With `index`, tables are read from first to last only where no index has what is wanted.

        Raises QueryError for anything but one query of stable functions, and for whatever the
        server says; the session stays usable unless the error says that it is lost.
        """
        self._used = True
        text = polyfill.for_server(alone(sql), self.major)
        self._refuse_volatile(text)
        with self._guarded(self._bounded(timeout), _HEAP_ONLY if heap else _INDEX_FIRST if index else ""):
            result = self._stream(text)
            try:
                yield Rows(tuple(result.keys()), self._batches(result))
            finally:
                with contextlib.suppress(SQLAlchemyError):
                    result.close()

    def rows(self, sql: str, *, timeout: float | None = None) -> list[dict[str, Cell]]:
        """All rows of a small query, by name. Raises as `ask` does."""
        with self.ask(sql, timeout=timeout) as answer:
            return [dict(zip(answer.columns, row, strict=True)) for batch in answer.batches for row in batch]

    def cancel(self, why: str = "interrupted") -> None:
        """Stop what the server is doing for this session; callable from another thread."""
        self._why = self._why if self._closed.is_set() else why
        self._closed.set()
        connection.cancel(self._link)

    def close(self) -> None:
        """End the session. Nothing is ever committed."""
        connection.end(self._link)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refuse_volatile(self, text: str) -> None:
        names = {(name, False) for name in called(text)} | {(name, True) for name in members(text)}
        unseen = sorted(names - self._volatile.keys())
        if unseen:
            listed = ", ".join("('{}', {})".format(word.replace("'", "''"), member) for word, member in unseen)
            with self._guarded(None):
                volatile = {(str(row.word), bool(row.member)) for row in self._stream(_VOLATILE.format(listed=listed))}
            self._volatile.update({name: name in volatile for name in unseen})
        refused = sorted({name[0] for name in names if self._volatile[name]})
        if refused:
            raise QueryError(
                f"the query calls {', '.join(refused)}(), which may change something; "
                "a query of a check may call only functions marked stable or immutable"
            )

    def _stream(self, text: str) -> CursorResult[tuple[object, ...]]:
        return self._link.exec_driver_sql(text, execution_options=STREAMED)

    @contextlib.contextmanager
    def _guarded(self, timeout: float | None, settings: str = "") -> Iterator[None]:
        """A savepoint round one query and its settings, so that its failure leaves the snapshot in place."""
        self._go_on()
        try:
            bound = "" if timeout is None else f"; set local statement_timeout = {max(1, int(timeout * 1000))}"
            self._link.exec_driver_sql(f"savepoint auditor_query{bound}; {settings}")
            yield
            self._link.exec_driver_sql(_BACK)
        except SQLAlchemyError as error:
            failure = connection.failure(error)
            if not failure.lost:
                failure = self._recovered(failure)
            self.lost = failure.lost
            self.conflicted = connection.of_replay(failure)
            if self._closed.is_set() and failure.sqlstate == connection.CANCELLED:
                raise QueryError(self._why, sqlstate=failure.sqlstate, lost=True) from error
            if failure.sqlstate == connection.CANCELLED and time.monotonic() > self._ends:
                self.lost = True
                raise QueryError(AGED, sqlstate=failure.sqlstate, lost=True) from error
            raise failure from error
        except BaseException:
            with contextlib.suppress(SQLAlchemyError):
                self._link.exec_driver_sql(_BACK)
            raise

    def _bounded(self, timeout: float | None) -> float | None:
        left = self._ends - time.monotonic()
        return timeout if left == math.inf else min(left, timeout or left)

    def _go_on(self) -> None:
        if self._closed.is_set():
            raise QueryError(self._why, sqlstate=connection.CANCELLED, lost=True)
        if self.lost:
            raise QueryError("connection lost before this was asked", lost=True)
        if time.monotonic() > self._ends:
            raise QueryError(AGED, lost=True)

    def _recovered(self, failure: QueryError) -> QueryError:
        try:
            self._link.exec_driver_sql(_BACK)
        except SQLAlchemyError:
            return QueryError(str(failure), sqlstate=failure.sqlstate, lost=True)
        return failure

    def _batches(self, result: CursorResult[tuple[object, ...]]) -> Iterator[tuple[tuple[Cell, ...], ...]]:
        for part in result.partitions(BATCH):
            self._go_on()
            yield tuple(tuple(cell(value) for value in row) for row in part)
