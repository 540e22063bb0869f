"""How long each transaction held each lock, from moments at which somebody looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.db.watch_functions import MODES
from auditor.model.rehearsal import Held

SLACK = 0.002  # the log is exact to the millisecond


@dataclass(slots=True)
class _Span:
    since: float
    until: float


class LockSpans:
    """Fed with what was seen. A lock is held until its transaction ends."""

    def __init__(self) -> None:
        self._spans: dict[tuple[str, int, str], _Span] = {}
        self._ends: dict[str, float] = {}

    def seen(self, transaction: str, locks: Iterable[tuple[int, str]], *, since: float, at: float) -> None:
        """At that moment the transaction held these locks on tables, by their number, and has so at least `since`."""
        for table, mode in locks:
            span = self._spans.setdefault((transaction, table, mode), _Span(since, at))
            span.since, span.until = min(span.since, since), max(span.until, at)

    def ended(self, transaction: str, at: float) -> None:
        """The transaction let go of everything."""
        self._ends[transaction] = at

    def between(self, begun: float, ended: float, names: Mapping[int, str]) -> dict[str, Held]:
        """The strongest lock on each table that was taken in that time. What has no name in `names` is left out."""
        held: dict[str, Held] = {}
        taken: dict[tuple[str, str, str], _Span] = {}
        for (transaction, number, mode), span in self._spans.items():
            name = names.get(number)
            if name is not None and begun - SLACK <= span.since <= ended:
                until = max(span.until, self._ends.get(transaction, span.until))
                one = taken.setdefault((name, mode, transaction), _Span(span.since, until))  # a table and its indexes
                one.since, one.until = min(one.since, span.since), max(one.until, until)
        for (name, mode, _), span in taken.items():
            so_far = held.get(name)
            seconds = span.until - span.since
            if so_far is None or MODES.index(so_far.mode) < MODES.index(mode):
                held[name] = Held(mode, seconds)
            elif so_far.mode == mode:
                held[name] = Held(mode, so_far.seconds + seconds)
        return held
