"""Watching over the server while others work on it: whether they should work less, or leave it alone."""

import contextlib
import threading
from collections.abc import Callable, Iterator

from auditor.db.pacing import Pacing
from auditor.db.signs import Signs, reason_to_stop
from auditor.db.snapshot import Snapshot
from auditor.errors import QueryError

TICK = 0.1
LOOKS = 10
PATIENCE = 2.0


@contextlib.contextmanager
def looking_out(snapshot: Snapshot, pacing: Pacing, stop: Callable[[str], None]) -> Iterator[None]:
    """For as long as the block lasts, where the pacing has any rest in it; `stop` hears the reason, once at most."""
    if not pacing.pace.resting:
        yield
        return
    over = threading.Event()
    watch = _Watch(snapshot, pacing, stop)
    thread = threading.Thread(target=watch.keep, args=(over,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(PATIENCE)  # it may be waiting for a server that is gone


class _Watch:
    """Feels ten times a second how quickly the server answers, and looks at it once a second."""

    def __init__(self, snapshot: Snapshot, pacing: Pacing, stop: Callable[[str], None]) -> None:
        self._snapshot, self._pacing, self._stop = snapshot, pacing, stop
        self._first: Signs | None = None
        self._before = Signs()

    def keep(self, over: threading.Event) -> None:
        """Until the block is over, or a reason to stop is found. A connection that fails is told by who needs it."""
        tick = 0
        while True:
            with contextlib.suppress(QueryError):
                self._feel()
                reason = self._look() if tick % LOOKS == 0 else None
                if reason is not None:
                    self._stop(reason)
                    return
            tick += 1
            if over.wait(TICK):
                return

    def _feel(self) -> None:
        beside = self._pacing.working
        seconds = self._snapshot.ping()
        if self._pacing.working == beside:
            self._pacing.sense(seconds, beside=beside)

    def _look(self) -> str | None:
        now = self._snapshot.look()
        first = self._first = self._first or now
        before, self._before = self._before, now
        self._pacing.ease()
        return reason_to_stop(first, before, now)
