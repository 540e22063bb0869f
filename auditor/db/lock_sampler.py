"""Looks at the locks of a clone's sessions again and again while migrations run, and drains the server's log."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.db.lock_spans import LockSpans
from auditor.errors import ServerError

if TYPE_CHECKING:
    from psycopg import Connection

EVERY = 0.05
DRAIN_EVERY = 1.0
_HELD = """
select l.virtualtransaction, l.relation::int8, l.mode from pg_locks l
where l.locktype = 'relation' and l.granted and l.relation >= 16384 and l.mode <> 'AccessShareLock'
  and l.database = (select d.oid from pg_database d where d.datname = %s)
"""


class LockSampler(threading.Thread):
    """Runs from `start` to `stop`. `failed` says why it ended before that.

    `aside` is a connection to another database of the server: one to the clone would keep it from being dropped.
    """

    def __init__(
        self, aside: "Connection[tuple[object, ...]]", database: str, locks: LockSpans, drain: Callable[[], None]
    ) -> None:
        super().__init__(name="lock sampler", daemon=True)
        self.failed: str | None = None
        self._aside, self._database, self._locks, self._drain = aside, database, locks, drain
        self._done = threading.Event()

    def run(self) -> None:
        """Never raises: a rehearsal goes on unwatched."""
        import psycopg

        drained, took = time.monotonic(), 0.0
        try:
            while not self._done.wait(max(EVERY, 10 * took)):  # many locks are looked at less often
                begun = time.monotonic()
                self._look()
                took = time.monotonic() - begun
                if time.monotonic() - drained > DRAIN_EVERY:
                    self._drain()
                    drained = time.monotonic()
        except (psycopg.Error, ServerError) as error:
            self.failed = str(error).strip()

    def stop(self) -> None:
        """Waits until nothing more is looked at; the rest of the log is left to the caller."""
        self._done.set()
        self.join()

    def _look(self) -> None:
        held: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for transaction, table, mode in self._aside.execute(_HELD, [self._database], prepare=True).fetchall():
            held[str(transaction)].append((int(str(table)), str(mode)))
        at = time.time()
        for transaction, locks in held.items():
            self._locks.seen(transaction, locks, since=at, at=at)
