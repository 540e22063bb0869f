"""A world whose tables are those that a script of plain SQL makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from auditor.migrations import sql
from auditor.model.operation import AddConstraint, AddIndex, CreateTable
from auditor.model.outcome import Cell
from auditor.model.schema import Index, Key, Name, Table, Unique
from auditor.model.source import Unanswered


@dataclass
class KnownWorld:
    tables: dict[Name, Table] = field(default_factory=dict)

    def table(self, name: Name) -> Table | None:
        return self.tables.get(name)

    def index(self, name: Name) -> Name | None:
        return next((one.name for one in self.tables.values() if name.name in one.indexes), None)

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        raise Unanswered("nobody is asked for rows here")


class SilentWorld:
    """One that has no answer to anything."""

    def table(self, name: Name) -> Table | None:
        raise Unanswered("there is no database")

    def index(self, name: Name) -> Name | None:
        raise Unanswered("there is no database")

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        raise Unanswered("there is no database")


def world(script: str) -> KnownWorld:
    made: dict[Name, Table] = {}
    for step in sql.steps(script):
        match step.operation:
            case CreateTable(name, columns, constraints):
                made[name] = Table(name, {one.name: one for one in columns}, constraints=constraints)
                key = next((one for one in constraints if isinstance(one, Unique) and one.primary), None)
                if key is not None:
                    pkey = Index(f"{name.name}_pkey", name, tuple(map(Key.of, key.columns)), True, primary=True)
                    made[name] = replace(made[name], indexes={pkey.name: pkey})
            case AddIndex(index):
                table = made[index.table]
                made[index.table] = replace(table, indexes={**table.indexes, index.name: index})
            case AddConstraint(name, constraint):
                made[name] = replace(made[name], constraints=(*made[name].constraints, constraint))
    return KnownWorld(made)


@cache
def people() -> KnownWorld:
    """The tables that the recorded statements were sent to."""
    return world((Path(__file__).parent / "people.sql").read_text())
