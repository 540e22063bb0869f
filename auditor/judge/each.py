"""A question put to many objects: to as many at once as may be, and where that fails, to each by itself."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from auditor.db.pacing import Pacing
from auditor.db.session import ReadSession
from auditor.errors import QueryError
from auditor.model.check import Check
from auditor.model.each import Each, Thing, is_of, together
from auditor.model.outcome import Cell
from auditor.model.schema import Name

AT_ONCE = 25
_AT_ONCE_BYTES = 64 * 1024 * 1024
_UNASKED_BYTES = 1024 * 1024 * 1024
"""What is read unasked for, of one object, only because something pending changes its table."""
_LATE = "timed out; give it longer with --timeout"

Take = Callable[[tuple[str, ...], Sequence[tuple[Cell, ...]]], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Until when, by the monotonic clock, and at what pace."""

    deadline: float
    pacing: Pacing

    @property
    def left(self) -> float:
        """Seconds that remain; none or less when it is over."""
        return self.deadline - time.monotonic()


@dataclass(slots=True)
class Untold:
    """The objects of which nothing, or not all, could be told, with the reasons."""

    asked: int
    reasons: list[tuple[Thing, str]] = field(default_factory=list)

    @property
    def reason(self) -> str | None:
        """What there is to say of them in one sentence."""
        if not self.reasons:
            return None
        thing, why = self.reasons[0]
        if self.asked == 1:
            return why
        more = f", and {len(self.reasons) - 1} more" if self.reasons[1:] else ""
        return f"{len(self.reasons)} of {self.asked} could not be told: {thing.label}: {why}{more}"


def in_scope(each: Each, listed: Sequence[Thing], touched: Iterable[Name]) -> tuple[Thing, ...]:
    """Those that are asked about: of a thorough question only what is doubted, or pending and of a moderate size."""
    if not each.thorough:
        return tuple(listed)
    tables = tuple(touched)
    return tuple(one for one in listed if one.doubted or (one.bytes <= _UNASKED_BYTES and is_of(one, tables)))


def left_out(check: Check, listed: Sequence[Thing], asked: Sequence[Thing]) -> str | None:
    """Which objects were not asked about, in words; None where none was left out."""
    if len(asked) == len(listed):
        return None
    rule = "it reads whole tables: those that are doubted, and those up to 1 GB that pending migrations change"
    number = f"{len(asked)} of {len(listed)}" if asked else f"none of {len(listed)}"
    return f"{rule}, here {number}; --select {check.id} asks all"


def ask_each(check: Check, asked: Sequence[Thing], session: ReadSession, bounds: Bounds, take: Take) -> Untold:
    """Give every row found to `take`, and say what could not be told."""
    untold = Untold(len(asked))
    for group in _groups(asked):
        with bounds.pacing.chunk():
            done = len(group) > 1 and _at_once(check, group, session, bounds, take)
        for one in () if done else group:
            with bounds.pacing.chunk():
                why = one.reason if one.find is None else _alone(check, one, session, bounds, take)
            if why is not None:
                untold.reasons.append((one, why))
    return untold


def _groups(asked: Sequence[Thing]) -> Iterator[tuple[Thing, ...]]:
    """What can be asked in one query, in the order given; what reads much, and what cannot be asked, alone."""
    group: list[Thing] = []
    for one in asked:
        full = len(group) == AT_ONCE or sum(each.bytes for each in group) + one.bytes > _AT_ONCE_BYTES
        if group and (full or one.find is None or group[-1].find is None):
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)


def _at_once(check: Check, group: Sequence[Thing], session: ReadSession, bounds: Bounds, take: Take) -> bool:
    """Whether there was an answer for all of them."""
    if bounds.left <= 0 or session.lost:
        return False
    try:
        with session.ask(together(group, check.key), timeout=bounds.left, heap=check.heap) as answer:
            batches = list(answer.batches)
    except QueryError:
        return False
    for batch in batches:
        take(answer.columns, batch)
    return True


def _alone(check: Check, one: Thing, session: ReadSession, bounds: Bounds, take: Take) -> str | None:
    """Why one could not be told, None where it could."""
    if bounds.left <= 0:
        return _LATE
    try:
        with session.ask(together([one], check.key), timeout=bounds.left, heap=check.heap) as answer:
            for batch in answer.batches:
                take(answer.columns, batch)
                if bounds.left <= 0:
                    return _LATE
    except QueryError as error:
        if check.each is None or error.sqlstate not in check.each.errors:
            return str(error)
        take((*one.named, "error"), [(*one.named.values(), str(error))])
    return None
