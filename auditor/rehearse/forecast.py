"""How long migrations may take on a production that is larger than the clone they were rehearsed on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.model.rehearsal import Forecast, Forecasts, Run

LEAST, MOST = 0.5, 3.0  # what migrations took on eight times the rows lay within these of eight times as long
SMALL = 65_536  # a table below this is read at once, however many times as large it is made
LOCKING = "AccessExclusiveLock"
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a database is, and each of its tables with its indexes, in bytes; no tables where only a size is known.

    `said` is how that was told.
    """

    whole: int
    tables: Mapping[str, int] = field(default_factory=dict)
    said: str = ""


def forecasts(runs: Sequence[Run], clone: Sizes, production: Sizes) -> Forecasts:
    """A forecast for each migration that ran, in their order."""
    found = tuple(_forecast(one, clone, production) for one in runs)
    return Forecasts(clone.whole, production.whole, production.said, found)


def _forecast(run: Run, clone: Sizes, production: Sizes) -> Forecast:
    """In proportion to the table that grows most; where it only locks one, it may as well take no longer.

    What is written may have been read from any table.
    """
    tables = tuple(one for one in dict.fromkeys(_worked_on(run)) if one in clone.tables)
    factor = max((_factor(one, clone, production) for one in tables), default=_whole(clone, production))
    grows = bool(run.touched or run.rewritten)
    at_worst = max(factor, _whole(clone, production)) if grows else factor
    locked = tuple(
        table
        for table, held in (run.locks or {}).items()
        if table in clone.tables and held.mode == LOCKING and held.seconds >= MOSTLY * run.seconds
    )
    least = run.seconds * LEAST * max(1.0, factor if grows else 1.0)
    most = run.seconds * MOST * max(1.0, at_worst)
    return Forecast(run.version, round(least, 3), round(most, 3), round(factor, 2), tables, locked)


def _worked_on(run: Run) -> Iterator[str]:
    yield from run.rewritten or ()
    yield from run.touched or {}
    yield from run.locks or {}


def _factor(table: str, clone: Sizes, production: Sizes) -> float:
    here, there = clone.tables[table], production.tables.get(table)
    if there is None:
        return _whole(clone, production)
    return there / max(here, SMALL) if there > SMALL else 1.0


def _whole(clone: Sizes, production: Sizes) -> float:
    return production.whole / max(clone.whole, 1)
