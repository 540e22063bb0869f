"""One stretch of watching: from before a runner starts until after it has ended."""

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor.db import watch_session
from auditor.db.clone import Clone
from auditor.db.lock_sampler import LockSampler
from auditor.db.migration_runs import MigrationRuns
from auditor.db.server_log import Log
from auditor.db.watch_functions import SCHEMA, Mark, mark_in
from auditor.errors import QueryError, ServerError
from auditor.model.rehearsal import Diagnostics, Run
from auditor.model.schema import Name

if TYPE_CHECKING:
    from auditor.db.watch_session import Session

ELSEWHERE = "postgres"
PATIENCE = 10.0
LEAVING = 2.0
LATE = 0.6  # before 15 the counts of rows pass through a process that writes them down twice a second


@dataclass(frozen=True, slots=True)
class Seen:
    """What came between `begin` and `end`.

    `runs` are the migrations that the ledger holds since then, in their order. `rest` is what came after the last of
    them and did not end up there: its version is empty where that of a migration that was rolled back is not known.
    `errors` are all that the server told the clone's sessions, in their order, also those that were rescued. `undone`
    are versions that the ledger had until their transaction was rolled back, with `rest` or with what came before it.
    """

    runs: tuple[Run, ...] = ()
    rest: Run | None = None
    errors: tuple[Diagnostics, ...] = ()
    unseen: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


class Window:
    """Open from the moment it is made, with a session of the watch on the clone, until `close`."""

    def __init__(self, clone: Clone, log: Log, session: "Session") -> None:
        self._clone, self._log = clone, log
        self._own: dict[str, Mark] = {}
        self._names = watch_session.names(session)
        self._aside = watch_session.opened(clone.server, ELSEWHERE)
        self._told = MigrationRuns(_nothing(), self._committed)  # of what came before, until it begins
        try:
            opening = self._marked(session, "begin")
            if opening is None:
                raise ServerError("the log of the throwaway server does not tell what its sessions do")
        except BaseException:
            self._aside.close()
            raise
        self._told = MigrationRuns(opening, self._committed)
        self._sampler = LockSampler(self._aside, clone.database, self._told.locks, self._drain)
        self._sampler.start()

    def close(self, ledger: Name | None) -> Seen:
        """What was seen. Never raises."""
        self._sampler.stop()
        unseen = []
        if self._sampler.failed is not None:
            unseen.append(f"locks, other than at changes of the schema: {self._sampler.failed}")
        try:
            closing, holders, noted = self._last_look()
        except (QueryError, ServerError) as error:
            unseen.append(f"the clone as it was at the end: {error}")
            closing, holders, noted = self._without_clone(), {}, True
        if ledger is None:
            unseen.append("which migration did what: it is not known where the database notes what has run")
        elif not noted or self._told.untold:
            unseen.append(f"which migration did what: {ledger} cannot be watched")
        hidden = ledger and Name(ledger.name, None if ledger.schema == "public" else ledger.schema)
        names = {number: "" if name == hidden else str(name) for number, name in self._names.items()}
        runs, rest = self._told.finish(closing, names)
        self._aside.close()
        errors = tuple(_placed(error, holders) for error in self._told.errors)
        return Seen(runs, rest, errors, tuple(unseen), self._told.undone)

    def _last_look(self) -> tuple[Mark, dict[str, Name], bool]:
        """The last mark, the tables of the constraints that errors name, and whether the ledger was watched."""
        server, database = self._clone.server, self._clone.database
        deadline = time.monotonic() + LEAVING
        with watch_session.own_session(server, database) as session:
            if self._aside.broken:
                self._aside = watch_session.opened(server, ELSEWHERE)
            while watch_session.others(session, database) and time.monotonic() < deadline:
                time.sleep(LEAVING / 50)
            time.sleep(0 if server.installation.major >= 15 else LATE)
            closing = self._marked(session, "end")
            if closing is None:
                raise ServerError("its watch has been removed")
            self._names = {**watch_session.names(session), **self._names}
            named = [error.constraint for error in self._told.errors if error.constraint is not None]
            return closing, watch_session.holders(session, named), watch_session.is_watched(session)

    def _without_clone(self) -> Mark:
        with suppress(ServerError):
            time.sleep(LATE)
            self._drain()
        return _nothing()

    def _marked(self, session: "Session", event: str) -> Mark | None:
        """Leaves a mark of our own; all that was written before it is read then. None if it does not come back."""
        session.execute(f"select {SCHEMA}.tell(%s, null)".encode(), [event])
        deadline = time.monotonic() + PATIENCE
        while event not in self._own and time.monotonic() < deadline:
            self._drain()
            time.sleep(0.005)
        return self._own.get(event)

    def _drain(self) -> None:
        for entry in self._log.read():
            if entry.database != self._clone.database:
                continue
            if entry.application != SCHEMA:
                self._told.add(entry)
            elif (mark := mark_in(entry)) is not None:
                self._own[mark.event] = mark

    def _committed(self, xid: str) -> bool | None:
        return watch_session.committed(self._aside, xid)


def _nothing() -> Mark:
    return Mark("nothing", time.time(), time.time())


def _placed(error: Diagnostics, holders: dict[str, Name]) -> Diagnostics:
    """The error with the table of the constraint, where its words named only that."""
    held = holders.get(error.constraint or "")
    return error if error.table is not None or held is None else replace(error, table=held.name, schema=held.schema)
