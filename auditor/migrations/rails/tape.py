"""The steps of a migration as they are found, each no surer than what leads to it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from auditor.migrations.touching import tables_of
from auditor.model.migration import Reading, least_sure
from auditor.model.operation import Harmless, Opaque
from auditor.model.schema import Name
from auditor.model.source import Step

MOST_STEPS = 5_000


class TooMuchError(Exception):
    """The source asks for more work than a migration may; the text says what."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the steps to come depend on. `until` is the jump that has not been taken for sure, and ends with it."""

    reading: Reading
    because: str
    until: str = "end"
    forked: bool = False


@dataclass(slots=True)
class Tape:
    """What was recorded. `origins` are the answers of the database in the expression at work, `answered` all."""

    steps: list[Step] = field(default_factory=list)
    forked: set[int] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    origins: dict[str, None] = field(default_factory=dict)
    answered: dict[str, None] = field(default_factory=dict)
    rounds: int = 0

    def depends(self, because: str) -> None:
        """Notes an answer of the database that the expression at work depends on."""
        self.origins[because] = None
        self.answered[because] = None

    def record(self, found: Iterable[Step]) -> None:
        """Steps, in the light of the doubts there are; `rounds` counts the batch loops round them."""
        for one in found:
            if len(self.steps) >= MOST_STEPS:
                raise TooMuchError(f"it makes more than {MOST_STEPS:,} steps")
            if any(each.forked for each in self.doubts):
                self.forked.add(len(self.steps))
            self.steps.append(self._doubted(one))

    def put(self, steps: Iterable[Step], *, forked: bool = False) -> None:
        """Steps as they are, which were recorded before."""
        for one in steps:
            if forked or any(each.forked for each in self.doubts):
                self.forked.add(len(self.steps))
            self.steps.append(one)

    def _doubted(self, step: Step) -> Step:
        if isinstance(step.operation, Harmless):
            return step
        guards = [Doubt(Reading.GUARDED, one) for one in self.origins]
        reading = least_sure([step.reading, *(one.reading for one in (*self.doubts, *guards))])
        if reading is Reading.EXACT:
            return step
        reasons = dict.fromkeys(one.because for one in (*self.doubts, *guards))
        reasons = dict.fromkeys(([step.because] if step.because else []) + [one for one in reasons if one])
        return replace(step, reading=reading, because="; ".join(list(reasons)[:4]) or None)

    @contextmanager
    def doubting(self, *doubts: Doubt) -> Iterator[None]:
        """Steps inside depend on this, and on no jump that is only taken inside."""
        kept = len(self.doubts)
        self.doubts += doubts
        try:
            yield
        finally:
            self.doubts[kept:] = [one for one in self.doubts[kept + len(doubts) :] if one.until != "end"]

    @contextmanager
    def until(self, *jumps: str) -> Iterator[None]:
        """Doubts about these jumps end here."""
        kept = len(self.doubts)
        try:
            yield
        finally:
            self.doubts[kept:] = [one for one in self.doubts[kept:] if one.until not in jumps]

    @contextmanager
    def gathering(self) -> Iterator[dict[str, None]]:
        """The answers of the database that go into what is worked out inside."""
        outer, found = self.origins, dict[str, None]()
        self.origins = found
        try:
            yield found
        finally:
            found.update(self.origins)
            outer.update(found)
            self.origins = outer

    def since(self, at: int) -> list[Step]:
        """What was recorded from there on, taken off again."""
        taken, self.steps[at:] = self.steps[at:], []
        self.forked.difference_update(range(at, at + len(taken)))
        return taken


def blurred(steps: Sequence[Step], reason: str) -> list[Step]:
    """What is left of steps that are done an unknown number of times or with unknown values: the tables."""
    known: dict[Name, Step] = {}
    rest: list[Step] = []
    for one in steps:
        tables = tables_of(one.operation)
        if isinstance(one.operation, Harmless) or tables == ():
            continue
        if tables is None:
            rest.append(one)
        for table in tables or ():
            known.setdefault(table, one)
    found = [
        Step(Opaque(_text(one), reason, (table,)), one.line, Reading.PARTIAL, reason) for table, one in known.items()
    ]
    return sorted([*found, *rest], key=lambda each: each.line)


def lowered(step: Step, reading: Reading, because: str) -> Step:
    """A step that is read no more surely than that."""
    if isinstance(step.operation, Harmless):
        return step
    reasons = because if step.because is None else f"{step.because}; {because}"
    return replace(step, reading=least_sure((step.reading, reading)), because=reasons)


def _text(step: Step) -> str:
    operation = step.operation
    return operation.text if isinstance(operation, Opaque) else type(operation).__name__
