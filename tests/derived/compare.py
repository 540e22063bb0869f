"""What is foreseen of a case, what happens to it, and whether the two agree."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tests.derived.case import Case
from tests.derived.happened import Aborted, Happened
from tests.derived.real import Place


class Says(StrEnum):
    """What is foreseen."""

    ABORT = "abort"
    PASS = "pass"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """How what was foreseen stands to what happened."""

    AGREED_ABORT = "agreed abort"
    AGREED_PASS = "agreed pass"
    FALSE_CLEAR = "FALSE CLEAR"
    FALSE_ALARM = "false alarm"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer without running anything. The first abort has its statement, counted from 0, and classes of SQLSTATE.

    There are several classes where rows are in the way in several ways: which of them is met first, nothing says.
    `rows` are those deleted by table, `values` those dropped by `table.column`, `skipped` those that ON CONFLICT passes
    over; None where nothing is said of them. `because` says why it is unknown.
    """

    says: Says
    version: str | None = None
    statement: int | None = None
    sqlstate_classes: tuple[str, ...] = ()
    rows: Mapping[str, int] | None = None
    values: Mapping[str, int] | None = None
    skipped: Mapping[str, int] | None = None
    because: tuple[str, ...] = ()


CRASH = "crashed:"
_FIGURES = re.compile(r"'[^']*'|\"[^\"]*\"|\d+|\w+_\d+")

Predict = Callable[[Case], Prediction]


@dataclass(frozen=True, slots=True)
class Tried:
    """A case with both answers."""

    case: Case
    predicted: Prediction
    happened: Happened

    @property
    def kind(self) -> Kind:
        """An unsure answer is neither right nor wrong."""
        if self.predicted.says is Says.UNKNOWN:
            return Kind.UNSURE
        aborts = self.happened.aborted is not None
        if self.predicted.says is Says.ABORT:
            return Kind.AGREED_ABORT if aborts else Kind.FALSE_ALARM
        return Kind.FALSE_CLEAR if aborts else Kind.AGREED_PASS

    @property
    def faults(self) -> tuple[str, ...]:
        """What differs though the two agree: another place or reason of the abort, or another account of the loss."""
        if self.kind is Kind.AGREED_ABORT and self.happened.aborted is not None:
            return tuple(_misplaced(self.predicted, self.happened.aborted, self.case))
        return tuple(_miscounted(self.predicted, self.happened)) if self.kind is Kind.AGREED_PASS else ()

    @property
    def wrong(self) -> bool:
        """Whether something has to be looked into."""
        crashed = any(one.startswith(CRASH) for one in self.predicted.because)
        return crashed or self.kind in (Kind.FALSE_CLEAR, Kind.FALSE_ALARM) or bool(self.faults)

    @property
    def look(self) -> tuple[object, ...]:
        """What mismatches of one cause have in common."""
        aborted = self.happened.aborted
        faults = tuple(_FIGURES.sub("#", one) for one in (*self.faults, *self.predicted.because[:1]))
        return self.kind, self.predicted.sqlstate_classes, aborted and aborted.sqlstate, faults


def tried(place: Place, case: Case, predict: Predict) -> Tried:
    """Both answers to one case. Raises UnfitError."""
    place.make(case)
    try:
        predicted = predict(case)
    except Exception as error:  # a crash is a finding, and the next case must go on
        predicted = Prediction(Says.UNKNOWN, because=(f"{CRASH} {type(error).__name__}: {error}",))
    return Tried(case, predicted, place.happen(case))


def _misplaced(predicted: Prediction, aborted: Aborted, case: Case) -> Iterator[str]:
    """What comes up at COMMIT may be foreseen at the statement that it is owed to."""
    at_commit = any(
        one.version == aborted.version and len(one.statements) == aborted.statement for one in case.migrations
    )
    foreseen = (predicted.version, aborted.statement if at_commit else predicted.statement)
    if predicted.version is not None and foreseen != (aborted.version, aborted.statement):
        yield f"place: statement {foreseen} foreseen, {(aborted.version, aborted.statement)} aborted"
    elif predicted.sqlstate_classes and aborted.sqlstate[:2] not in predicted.sqlstate_classes:
        yield f"class: {' or '.join(predicted.sqlstate_classes)} foreseen, {aborted.sqlstate} came ({aborted.message})"


def _miscounted(predicted: Prediction, happened: Happened) -> Iterator[str]:
    for name, foreseen, real in (
        ("rows", predicted.rows, happened.rows),
        ("values", predicted.values, happened.values),
        ("skipped", predicted.skipped, happened.skipped),
    ):
        if foreseen is not None and Counter(foreseen) != real:
            yield f"{name}: {dict(foreseen)} foreseen, {dict(real)} lost"
