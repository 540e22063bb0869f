"""What one pass over a table has come to so far, from any thread."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor.judge.judge import FINGERPRINTS_KEPT
from auditor.model.outcome import Cell

KEPT = FINGERPRINTS_KEPT


class Tally:
    """By the bit of each question, how many rows there are, and while they are few, where."""

    def __init__(self, bits: Iterable[int], uncounted: Iterable[int] = ()) -> None:
        """Of the `uncounted` nobody wants to know where they are."""
        self._lock = threading.Lock()
        self.totals = dict.fromkeys(bits, 0)
        self._places: dict[int, dict[int, list[str]]] = {bit: defaultdict(list) for bit in self.totals}
        for bit in uncounted:
            del self._places[bit]

    @property
    def placed(self) -> int:
        """The mask of the questions whose rows are few enough to be told one by one."""
        with self._lock:
            return sum(1 << bit for bit in self._places)

    def places(self, bit: int) -> Mapping[int, Sequence[str]] | None:
        """Where the rows of a question are, by the table that holds them; None where there are too many."""
        with self._lock:
            return self._places.get(bit)

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> None:
        """Take in what a scan gave."""
        with self._lock:
            for row in rows:
                self._count(int(row["area"] or 0), int(row["mask"] or 0), int(row["rows"] or 0), row["places"])

    def _count(self, area: int, mask: int, rows: int, places: Cell) -> None:
        listed = str(places)[1:-1] if places is not None else None
        for bit in self.totals:
            if not mask >> bit & 1:
                continue
            self.totals[bit] += rows
            if bit in self._places and listed is not None and self.totals[bit] <= KEPT:
                self._places[bit][area].append(listed)
            else:
                self._places.pop(bit, None)
