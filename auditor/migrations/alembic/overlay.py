"""The world as one revision sees it half-way: what its own statements have changed is known, or known to be unknown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.model.operation import (
    AddColumn,
    AddIndex,
    CreateTable,
    DropColumn,
    DropIndex,
    DropTable,
    Harmless,
    Opaque,
    Operation,
    RenameColumn,
    RenameTable,
)
from auditor.model.outcome import Cell
from auditor.model.schema import Name, Table
from auditor.model.source import Unanswered, World


class Overlay:
    """A World with the operations it was told of laid over another."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tables: dict[Name, Table | None] = {}
        self._indexes: dict[Name, Name | None] = {}
        self._unsure: dict[Name, str] = {}
        self._written: set[str] = set()
        self._anything: str | None = None

    def table(self, name: Name) -> Table | None:
        """As in World."""
        if reason := self._anything or self._unsure.get(name):
            raise Unanswered(reason)
        if name in self._tables:
            return self._tables[name]
        return self._world.table(name)

    def index(self, name: Name) -> Name | None:
        """As in World."""
        if self._anything:
            raise Unanswered(self._anything)
        return self._indexes[name] if name in self._indexes else self._world.index(name)

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        """As in World, of tables that were not changed."""
        if self._anything:
            raise Unanswered(self._anything)
        words = {word.lower() for word in re.findall(r"[^\W\d]\w*", sql)}
        if mine := sorted(words & self._written):
            raise Unanswered(f"the same migration changes {mine[0]} before it reads it")
        return self._world.rows(sql)

    def apply(self, operation: Operation) -> None:
        """Takes it that the operation was done."""
        if isinstance(operation, Harmless):
            return
        for name in (touched := tables_of(operation) or ()):
            self._written.add(name.name.lower())
        match operation:
            case Opaque(tables=None, reason=reason):
                self._anything = f"an earlier statement is not understood: {reason}"
            case CreateTable() | DropTable() | RenameTable():
                self._whole(operation)
            case AddIndex(index=index):
                self._indexes[Name(index.name, index.table.schema)] = index.table
            case DropIndex(index=name):
                self._indexes[name] = None
            case AddColumn() | DropColumn() | RenameColumn():
                self._column(operation)
            case Opaque():
                self._unsure |= dict.fromkeys(touched, f"an earlier statement is not understood: {operation.reason}")
            case _:
                return

    def _whole(self, operation: CreateTable | DropTable | RenameTable) -> None:
        match operation:
            case CreateTable(table=name, columns=columns, query=query):
                self._tables[name] = Table(name, {one.name: one for one in columns})
                self._unsure.pop(name, None)
                if query is not None:
                    self._unsure[name] = f"{name} is made from a query"
            case DropTable(table=name):
                self._tables[name] = None
                self._unsure.pop(name, None)
            case RenameTable(table=name, to=to):
                new = Name(to, name.schema)
                held = self._known(name)
                self._tables[name] = None
                if held is None:
                    self._unsure[new] = f"nothing is known of {name}, renamed to {to}"
                else:
                    self._tables[new] = replace(held, name=new)
                self._written.add(to.lower())

    def _column(self, operation: AddColumn | DropColumn | RenameColumn) -> None:
        name = operation.table
        held = self._known(name)
        if held is None:
            self._unsure.setdefault(name, f"the same migration changes the columns of {name}")
            return
        columns = dict(held.columns)
        match operation:
            case AddColumn(column=column):
                columns.setdefault(column.name, column)
            case DropColumn(column=gone):
                columns.pop(gone, None)
            case RenameColumn(column=old, to=to) if old in columns:
                columns[to] = replace(columns.pop(old), name=to)
            case _:
                pass
        self._tables[name] = replace(held, columns=columns)

    def _known(self, name: Name) -> Table | None:
        try:
            return self.table(name)
        except Unanswered:
            return None


def tables_of(operation: Operation) -> tuple[Name, ...] | None:
    """The tables that an operation is about; None where it may be any."""
    if isinstance(operation, AddIndex):
        return (operation.index.table,)
    for field in ("table", "view"):
        if isinstance(one := getattr(operation, field, None), Name):
            return (one,)
    found = getattr(operation, "tables", ())
    return None if found is None else tuple(found)
