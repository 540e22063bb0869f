"""The world in the midst of a migration: what its own earlier steps have changed is theirs to say."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from auditor.errors import SourceError
from auditor.migrations.fates import Indexes, Tables
from auditor.migrations.following import Kind, Lost, followed
from auditor.migrations.queries import reads_of
from auditor.migrations.touching import felt
from auditor.model.outcome import Cell
from auditor.model.schema import Name, Table
from auditor.model.source import Step, Unanswered, World

MOST_READS = 2_000
MOST_LOOKS = 10_000_000
_T = TypeVar("_T")


class Midway:
    """A World behind steps; those at the places `forked` may not be done. Both may change while it is asked."""

    def __init__(self, world: World, steps: Sequence[Step], forked: Collection[int] = ()) -> None:
        self._world = world
        self._steps = steps
        self._forked = forked
        self._reads = 0
        self._looks = 0

    def table(self, name: Name) -> Table | None:
        """As after the last step. Raises Unanswered."""
        return self._told(Tables.around(self._world, name), name)

    def index(self, name: Name) -> Name | None:
        """As after the last step. Raises Unanswered."""
        found = self._told(Indexes.around(self._world, name), name)
        return found.table if found is not None else None

    def rows(self, sql: str, at: int | None = None) -> Sequence[Mapping[str, Cell]]:
        """What a SELECT gives after the first `at` steps. Raises Unanswered."""
        self._reads += 1
        if self._reads > MOST_READS:
            raise Unanswered(f"the migration reads more than {MOST_READS:,} times")
        try:
            reads = reads_of(sql)
        except SourceError as error:
            raise Unanswered(str(error)) from error
        for one in self._steps[:at]:
            if felt(one.operation, sql, reads):
                raise Unanswered(f"line {one.line} may change what is read")
        return self._world.rows(sql)

    def _told(self, kind: Kind[_T], name: Name) -> _T | None:
        self._looks += len(self._steps)
        if self._looks > MOST_LOOKS:
            raise Unanswered("the migration asks too often what it has done itself")
        found = followed(kind, name, self._steps, self._forked)
        if isinstance(found, Lost):
            raise Unanswered(found.why)
        return found
