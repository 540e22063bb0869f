"""A source tree with migrations, whatever framework wrote them."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from auditor.model.source import MigrationFile, Script, World


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where the database notes what has run: a table, and a SELECT on it that gives one text column, `version`."""

    table: str
    sql: str


class Project(Protocol):
    """The migrations of an application, in the order of their numbers or of their graph. A context manager."""

    @property
    def framework(self) -> str:
        """Its name, as a person would say it, in small letters."""
        ...

    @property
    def root(self) -> Path:
        """Where it is."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Where the database notes what has run."""
        ...

    @property
    def files(self) -> tuple[MigrationFile, ...]:
        """All migrations."""
        ...

    def pending(self, done: Collection[str]) -> tuple[MigrationFile, ...]:
        """What has not run where the ledger gives `done`, in the order in which one plain run takes it."""
        ...

    def read(self, file: MigrationFile, world: World) -> Script:
        """What the migration does. What cannot be read is in the answer, never raised; OSError neither."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
