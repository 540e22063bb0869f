"""Which checks saw which moment, where a database may not be held at one for as long as an audit takes."""

import threading

from auditor.db.snapshot import Snapshot


class Moments:
    """Notes from any thread what was asked at which moment of `snapshot`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._lock = threading.Lock()
        self._seen: dict[int, dict[str, None]] = {}

    def saw(self, asked: str, moment: int) -> None:
        """A check, a ledger or a part of one was answered as of that moment."""
        with self._lock:
            self._seen.setdefault(moment, {})[asked] = None

    def told(self) -> tuple[str, ...]:
        """A line for each moment, when there was more than one; what was asked at several stands in each."""
        if len(self._seen) < 2:
            return ()
        lines = ["not all was seen at one moment: rows that changed between two may have been missed, or met twice"]
        for number, asked in sorted(self._seen.items()):
            when = self._snapshot.moments[number].isoformat(timespec="seconds").replace("+00:00", "Z")
            lines.append(f"seen at {when}: {', '.join(asked)}")
        return tuple(lines)
