"""A migration as its source has it, and what a reader of the source may ask of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from auditor.model.migration import Phase, Reading, least_sure
from auditor.model.operation import Operation
from auditor.model.outcome import Cell
from auditor.model.schema import Name, Table


@dataclass(frozen=True, slots=True)
class MigrationFile:
    """One migration; `path` is relative to the root of the application."""

    version: str
    name: str
    phase: Phase
    path: str


@dataclass(frozen=True, slots=True)
class Step:
    """One operation, the line it begins in, and how surely it is read; `because` says why not exactly."""

    operation: Operation
    line: int
    reading: Reading = Reading.EXACT
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """What a reader made of a migration. `because` says why it is not read exactly, and what would help.

    `transaction` is False where its statements are not run in one.
    """

    steps: tuple[Step, ...]
    transaction: bool = True
    reading: Reading = Reading.EXACT
    because: tuple[str, ...] = ()

    @staticmethod
    def of(steps: Sequence[Step], *, transaction: bool = True) -> "Script":
        """The script whose reading is the least sure of its steps."""
        reading = least_sure(one.reading for one in steps)
        reasons = dict.fromkeys(f"line {one.line}: {one.because}" for one in steps if one.because)
        return Script(tuple(steps), transaction, reading, tuple(reasons))

    @staticmethod
    def unread(reason: str, line: int = 1) -> "Script":
        """A migration that nobody could read."""
        return Script((), True, Reading.UNREAD, (f"line {line}: {reason}",))


class Unanswered(Exception):  # noqa: N818 (nothing went wrong: there is nobody to ask, or it would be a guess)
    """The world does not know; the text says why."""


class World(Protocol):
    """The database as it will be when the migration runs: the audited one, with all that is pending before it done."""

    def table(self, name: Name) -> Table | None:
        """The table or view of that name, None where there will be none. Raises Unanswered."""
        ...

    def index(self, name: Name) -> Name | None:
        """The table of the index of that name, None where there will be no such index. Raises Unanswered."""
        ...

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        """What a SELECT will give, at most 1,000 rows. Raises Unanswered, also where it is more or it fails."""
        ...
