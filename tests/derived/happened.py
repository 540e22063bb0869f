"""What really happened to a case."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aborted:
    """Where and how the migrations stopped; the statement is counted from 0, and at COMMIT is one past the last."""

    version: str
    statement: int
    sqlstate: str
    message: str


@dataclass(frozen=True, slots=True, order=True)
class Lost:
    """What one statement removed: rows, rows passed over by ON CONFLICT (`skipped`), or a `column`'s values.

    Names are those from before the statement. Values are those that were not null; of these, `defaults` are no more
    than the default of the column.
    """

    version: str
    statement: int
    table: str
    column: str = ""
    count: int = 0
    defaults: int = 0
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """The first abort, if any, and what the migrations that passed have removed."""

    aborted: Aborted | None
    lost: tuple[Lost, ...] = ()

    @property
    def rows(self) -> Counter[str]:
        """Rows deleted by table."""
        return _summed({one: one.table for one in self.lost if not one.column and not one.skipped})

    @property
    def skipped(self) -> Counter[str]:
        """Rows that were not inserted because their key was taken, by table."""
        return _summed({one: one.table for one in self.lost if one.skipped})

    @property
    def values(self) -> Counter[str]:
        """Values dropped with their columns, by `table.column`, without those that were only the default."""
        totals: Counter[str] = Counter()
        for one in self.lost:
            if one.column and one.count > one.defaults:
                totals[f"{one.table}.{one.column}"] += one.count - one.defaults
        return totals


def _summed(names: dict[Lost, str]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for one, name in names.items():
        totals[name] += one.count
    return totals
