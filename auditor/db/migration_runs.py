"""Puts together what each migration did, from the entries of the log in their order."""

import heapq
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from auditor.db.diagnostics import shown
from auditor.db.lock_spans import SLACK, LockSpans
from auditor.db.log_entries import Logged
from auditor.db.watch_functions import Mark, mark_in
from auditor.model.rehearsal import Diagnostics, Run, Statement, Touched

SLOWEST = 10
MOST_ERRORS = 1_000
ENDED_BY_US = "57P01"
_LOOKS = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:select|show|set|reset|begin|start|commit|end|rollback|abort|savepoint|release"
    r"|discard|listen|unlisten|deallocate|declare|fetch|close|prepare|explain)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(r"\s*(?:commit|end|rollback|abort|release|prepare\s+transaction)\b", re.IGNORECASE)
_TEMPORARY = re.compile(r"temporary file: path .*, size (\d+)", re.DOTALL)


@dataclass(slots=True)
class _Reading:
    """What had been counted up to a moment."""

    touched: dict[int, tuple[int, int, int]]
    wal: int | None
    size: int | None


@dataclass(slots=True)
class _Part:
    """What lies between two versions in the ledger; of the last part the version is not known."""

    versions: tuple[str, ...] = ()
    mark: Mark | None = None
    session: str = ""
    landed: bool | None = None
    failed: bool = False
    worked: bool = False
    transaction: str = ""
    begun: float | None = None
    ended: float = 0.0
    count: int = 0
    slowest: list[tuple[float, int, str]] = field(default_factory=list)
    rewritten: set[int] = field(default_factory=set)
    least: int | None = None
    temporary: int = 0
    counted: _Reading | None = None

    def took(self, entry: Logged, text: str, seconds: float, cost: float) -> None:
        """A statement of this part has ended; `cost` of its seconds were ours."""
        self.began(entry, entry.at - seconds, works=_LOOKS.match(text) is None)
        self.count += 1
        seconds = max(0.0, seconds - cost)
        if len(self.slowest) < SLOWEST:
            heapq.heappush(self.slowest, (seconds, -self.count, shown(text)))
        elif seconds > self.slowest[0][0]:
            heapq.heapreplace(self.slowest, (seconds, -self.count, shown(text)))

    def began(self, entry: Logged, at: float, *, works: bool) -> None:
        """What only looked, in a transaction of its own before the first that works, is no part of a migration."""
        if not self.worked and (not entry.transaction or entry.transaction != self.transaction):
            self.begun, self.count, self.slowest = None, 0, []
        self.transaction, self.worked = entry.transaction, self.worked or works
        self.begun = at if self.begun is None else min(self.begun, at)
        self.ended = max(self.ended, entry.at)


class MigrationRuns:
    """Fed with the entries of the sessions that are watched. `committed` says how a transaction ended: None if not."""

    def __init__(self, opening: Mark, committed: Callable[[str], bool | None]) -> None:
        self.locks = LockSpans()
        self.errors: list[Diagnostics] = []
        self.untold = False
        self._committed = committed
        self._parts: list[_Part] = []
        self._part = _Part()
        self._tail = ""
        self._sessions: dict[str, tuple[str, float]] = {}
        self._costs: dict[str, float] = {}
        self._made: dict[int, str] = {}
        self._so_far = _reading(opening)

    def add(self, entry: Logged) -> None:
        """The next entry."""
        mark = mark_in(entry)
        if mark is not None:
            self._note(entry, mark)
        elif entry.error is not None:
            if entry.error.sqlstate == ENDED_BY_US and entry.error.statement is None:
                return  # a session that had nothing to do any more
            part = self._part_of(entry, entry.error.statement or "")
            part.began(entry, entry.at, works=True)
            part.failed = True
            if len(self.errors) < MOST_ERRORS:
                self.errors.append(entry.error)
        elif entry.statement is not None and entry.seconds is not None:
            if entry.part not in ("parse", "bind"):
                part = self._part_of(entry, entry.statement)
                part.took(entry, entry.statement, entry.seconds, self._costs.pop(entry.session, 0.0))
        elif (temporary := _TEMPORARY.fullmatch(entry.message or "")) is not None:
            self._part.temporary += int(temporary[1])
        self._follow(entry)

    def finish(self, closing: Mark, names: Mapping[int, str]) -> tuple[tuple[Run, ...], Run | None]:
        """The migrations that the ledger has, and what came after the last of them if it was more than looking.

        `names` are the tables by their number, empty for one that is not to be told of.
        """
        known = {number: name for number, name in {**self._made, **names}.items() if name}
        if closing.touched is not None:  # else nobody could ask
            self._count(self._part, closing)
        for transaction, at in self._sessions.values():
            self.locks.ended(transaction, at)
        for part in self._parts:
            part.landed = self._ended(part)
        runs = tuple(run for part in self._parts if part.landed for run in self._runs(part, known))
        last = self._parts[-1] if self._parts else self._part
        if last.landed is False and (last.failed or not self._part.worked):
            return runs, self._runs(last, known)[-1]
        if self._part.worked:
            return runs, self._runs(self._part, known)[-1]
        return runs, None

    @property
    def undone(self) -> tuple[str, ...]:
        """The versions that the ledger had for a while, and lost as their transaction was rolled back."""
        return tuple(version for part in self._parts if part.landed is False for version in part.versions)

    def _note(self, entry: Logged, mark: Mark) -> None:
        self._costs[entry.session] = self._costs.get(entry.session, 0.0) + mark.cost
        self.locks.seen(entry.transaction, mark.locks, since=_held_since(mark), at=mark.at)
        self._made |= {number: name.removeprefix("public.") for number, name in mark.tables}
        if mark.rewritten is not None:
            self._part.rewritten.add(mark.rewritten)
        if mark.event != "ledger":
            if mark.size is not None:
                self._part.least = min(mark.size, mark.size if self._part.least is None else self._part.least)
        elif mark.versions is None:
            self.untold = True
        elif fresh := tuple(version for version in mark.versions if version not in self._noted(mark)):
            self._close(entry, mark, fresh)

    def _noted(self, mark: Mark) -> Collection[str]:
        """The versions that the ledger had before, for the one who left the mark."""
        for part in reversed(self._parts):
            if part.mark is not None and (part.mark.xid == mark.xid or self._ended(part)):
                return part.mark.versions or ()
        return ()

    def _ended(self, part: _Part) -> bool | None:
        if part.landed is None and part.mark is not None and part.mark.xid is not None:
            part.landed = self._committed(part.mark.xid)
        return part.landed

    def _close(self, entry: Logged, mark: Mark, versions: tuple[str, ...]) -> None:
        part = self._part
        part.versions, part.mark, part.session = versions, mark, entry.session
        part.ended = max(part.ended, mark.at)
        self._count(part, mark)
        self._parts.append(part)
        self._part, self._tail = _Part(), "ledger"

    def _count(self, part: _Part, mark: Mark) -> None:
        """What was counted since the last reading. A server before 15 may count late, and then seem to count back."""
        before, now = self._so_far, _reading(mark)
        touched = {}
        for number, counts in now.touched.items():
            earlier = before.touched.get(number, (0, 0, 0))
            gained = tuple(max(0, count - other) for count, other in zip(counts, earlier, strict=True))
            if any(gained):
                touched[number] = (gained[0], gained[1], gained[2])
            before.touched[number] = (
                max(counts[0], earlier[0]),
                max(counts[1], earlier[1]),
                max(counts[2], earlier[2]),
            )
        least = min((size for size in (before.size, part.least) if size is not None), default=None)
        part.counted = _Reading(
            touched,
            None if now.wal is None or before.wal is None else now.wal - before.wal,
            None if now.size is None or least is None else max(0, now.size - least),
        )
        before.wal, before.size = now.wal, now.size

    def _part_of(self, entry: Logged, text: str) -> _Part:
        """The part that a statement belongs to: what writes the ledger, and ends its transaction, to the one before."""
        if not self._parts:
            return self._part
        last = self._parts[-1]
        if entry.session != last.session:
            began = entry.at - (entry.seconds or 0)
            return last if last.mark is not None and began < last.mark.at else self._part
        if self._tail == "ledger" or (self._tail and _ENDS.match(text)):
            self._tail = "end"
            return last
        self._tail = ""
        return self._part

    def _follow(self, entry: Logged) -> None:
        """Notices the ends of transactions."""
        transaction, at = self._sessions.get(entry.session, ("", 0.0))
        if transaction and transaction != entry.transaction:
            goes_on = entry.seconds is not None and entry.at - entry.seconds <= at + SLACK
            ends = entry.statement is not None and _ENDS.match(entry.statement) is not None
            self.locks.ended(transaction, entry.at if ends or goes_on else at)
        self._sessions[entry.session] = (entry.transaction, entry.at)

    def _runs(self, part: _Part, names: Mapping[int, str]) -> list[Run]:
        """One for each version that came at once; what was done is with the last of them."""
        begun = part.ended if part.begun is None else part.begun
        counted = part.counted
        run = Run(
            part.versions[-1] if part.versions else "",
            max(0.0, part.ended - begun),
            count=part.count,
            statements=tuple(Statement(text, seconds) for seconds, _, text in sorted(part.slowest, reverse=True)),
            touched=None if counted is None else _touched(counted.touched, names),
            locks=self.locks.between(begun, part.ended, names),
            rewritten=tuple(sorted({names[number] for number in part.rewritten if number in names})),
            wal_bytes=None if counted is None else counted.wal,
            disk_bytes=None if counted is None else counted.size,
            temporary_bytes=part.temporary,
        )
        return [*(Run(version, 0.0) for version in part.versions[:-1]), run]


def _reading(mark: Mark) -> _Reading:
    return _Reading({number: (i, u, d) for number, i, u, d in mark.touched or ()}, mark.wal, mark.size)


def _held_since(mark: Mark) -> float:
    """A lock that shows at a change of the schema was taken when that began; of others only the moment is known."""
    return mark.since if mark.event in ("ddl", "rewrite") else mark.at


def _touched(counts: Mapping[int, tuple[int, int, int]], names: Mapping[int, str]) -> dict[str, Touched]:
    return {names[number]: Touched(*three) for number, three in sorted(counts.items()) if number in names}
