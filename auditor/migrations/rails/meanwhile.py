"""The world in the midst of a change_table: what its first calls have done to columns and indexes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.model.operation import DropColumn, DropIndex, Operation, RenameColumn, RenameIndex
from auditor.model.outcome import Cell
from auditor.model.schema import Index, Key, Name, Table
from auditor.model.source import World


class Meanwhile:
    """A World after some operations on one table."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._done: list[Operation] = []

    def note(self, operations: Sequence[Operation]) -> None:
        """These are done as well."""
        self._done += operations

    def table(self, name: Name) -> Table | None:
        """The table with the names that its columns and indexes have by now. Raises Unanswered."""
        found = self._world.table(name)
        for one in self._done:
            found = found and _after(found, name, one)
        return found

    def index(self, name: Name) -> Name | None:
        """The table of the index, as it was at first. Raises Unanswered."""
        return self._world.index(name)

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        """What a SELECT gave at first. Raises Unanswered."""
        return self._world.rows(sql)


def _after(table: Table, name: Name, operation: Operation) -> Table:
    match operation:
        case DropIndex(index=index):
            return replace(table, indexes={key: one for key, one in table.indexes.items() if key != index.name})
        case RenameIndex(index=index, to=to) if index.name in table.indexes:
            rest = {key: one for key, one in table.indexes.items() if key != index.name}
            return replace(table, indexes={**rest, to: replace(table.indexes[index.name], name=to)})
        case RenameColumn(table=held, column=old, to=new) if held.name == name.name and old in table.columns:
            columns = {key: one for key, one in table.columns.items() if key != old}
            columns[new] = replace(table.columns[old], name=new)
            return replace(table, columns=columns, indexes=_renamed(table.indexes, old, new))
        case DropColumn(table=held, column=old) if held.name == name.name:
            kept = {key: one for key, one in table.indexes.items() if old not in [each.column for each in one.keys]}
            return replace(table, indexes=kept)
    return table


def _renamed(indexes: Mapping[str, Index], old: str, new: str) -> dict[str, Index]:
    return {
        name: replace(one, keys=tuple(Key.of(new) if key.column == old else key for key in one.keys))
        for name, one in indexes.items()
    }
