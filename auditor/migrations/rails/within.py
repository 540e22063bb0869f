"""The world in the midst of a migration: what its own earlier steps have changed is theirs to say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from auditor.errors import SourceError
from auditor.migrations.queries import reads_of
from auditor.migrations.rails.tape import Tape, tables_of
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    AddTrigger,
    ChangeType,
    CreateTable,
    CreateView,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropNotNull,
    DropTable,
    DropTrigger,
    DropView,
    Harmless,
    Opaque,
    Operation,
    RenameColumn,
    RenameIndex,
    RenameTable,
    SetDefault,
    SetNotNull,
    ValidateConstraint,
)
from auditor.model.outcome import Cell
from auditor.model.schema import Column, Name, Table
from auditor.model.source import Unanswered, World

MOST_READS = 500
_T = TypeVar("_T")
_CATALOGS = ("pg_catalog", "information_schema")


class Within:
    """A World that knows the steps on the tape."""

    def __init__(self, world: World, tape: Tape) -> None:
        self._world = world
        self._tape = tape
        self._reads = 0

    def table(self, name: Name) -> Table | None:
        """As after the last step. Raises Unanswered."""
        start, there = self._origin(name)
        found = None if not there else self._world.table(name) if start is None else self._made(start)
        for at in range(start or 0, len(self._tape.steps)):
            found = self._changed(found, name, at)
        return found

    def index(self, name: Name) -> Name | None:
        """As after the last step. Raises Unanswered."""
        for at in reversed(range(len(self._tape.steps))):
            operation = self._tape.steps[at].operation
            match operation:
                case AddIndex(index=index) if index.name == name.name:
                    return self._sure(at, index.table)
                case DropIndex(index=index) if index.name == name.name:
                    return self._sure(at, None)
                case RenameIndex(index=index, to=to) if name.name in (to, index.name):
                    return self._sure(at, self.index_before(index, at) if to == name.name else None)
                case Opaque(tables=None):
                    raise Unanswered(f"line {self._tape.steps[at].line} may have changed it")
                case DropTable() | RenameTable() | DropColumn():
                    table = self._world.index(name)
                    return None if table in (tables_of(operation) or ()) else table
        return self._world.index(name)

    def index_before(self, name: Name, at: int) -> Name | None:
        """The table of an index, where the steps before `at` say nothing of it. Raises Unanswered."""
        made = (one.operation for one in self._tape.steps[:at])
        for one in made:
            if isinstance(one, AddIndex) and one.index.name == name.name:
                return one.index.table
        return self._world.index(name)

    def rows(self, sql: str, at: int | None = None) -> Sequence[Mapping[str, Cell]]:
        """What a SELECT gives after the first `at` steps. Raises Unanswered."""
        self._reads += 1
        if self._reads > MOST_READS:
            raise Unanswered(f"the migration reads more than {MOST_READS} times")
        try:
            read = {one.name for one in reads_of(sql)}
            catalog = any(one.schema in _CATALOGS or one.name.startswith("pg_") for one in reads_of(sql))
        except SourceError as error:
            raise Unanswered(str(error)) from error
        for one in self._tape.steps[:at]:
            tables = tables_of(one.operation)
            if isinstance(one.operation, Harmless):
                continue
            if tables is None or catalog or (any(table.name in read for table in tables) and _felt(one.operation, sql)):
                raise Unanswered(f"line {one.line} may change what is read")
        return self._world.rows(sql)

    def _origin(self, name: Name) -> tuple[int | None, bool]:
        """The last step that made the table or took it away, and whether it is there since. Raises Unanswered."""
        for at in reversed(range(len(self._tape.steps))):
            match self._tape.steps[at].operation:
                case CreateTable(table=table) | CreateView(view=table) if table.name == name.name:
                    return at, True
                case DropTable(table=table) | DropView(view=table) if table.name == name.name:
                    return self._sure(at, at), False
                case RenameTable(table=table, to=to) if to == name.name:
                    raise Unanswered(f"line {self._tape.steps[at].line} renamed {table}")
                case RenameTable(table=table) if table.name == name.name:
                    return self._sure(at, at), False
        return None, True

    def _made(self, at: int) -> Table:
        operation = self._tape.steps[at].operation
        self._sure(at, None)
        if isinstance(operation, CreateTable) and operation.query is None and not operation.if_not_exists:
            columns = {one.name: one for one in operation.columns}
            return Table(operation.table, columns, constraints=operation.constraints, rows=0)
        raise Unanswered(f"line {self._tape.steps[at].line} makes it")

    def _changed(self, table: Table | None, name: Name, at: int) -> Table | None:
        operation = self._tape.steps[at].operation
        tables = tables_of(operation)
        if tables is None:
            raise Unanswered(f"line {self._tape.steps[at].line} may have changed {name}")
        if isinstance(operation, (DropIndex, RenameIndex)) and table is not None:
            return self._sure(at, _without_index(table, operation)) if operation.index.name in table.indexes else table
        if table is None or name.name not in {one.name for one in tables}:
            return table
        if isinstance(operation, Opaque):
            raise Unanswered(f"line {self._tape.steps[at].line} may have changed {name}")
        changed = _with(table, operation)
        return table if changed is table else self._sure(at, changed)

    def _sure(self, at: int, answer: _T) -> _T:
        if at in self._tape.forked:
            raise Unanswered(f"it is not known whether line {self._tape.steps[at].line} is done")
        return answer


def _felt(operation: Operation, sql: str) -> bool:
    """Whether an operation on a table that is read may be felt in what the query gives."""
    match operation:
        case AddColumn(column=Column(name=name)) | DropColumn(column=str(name)):
            return "*" in sql.replace("(*)", "") or re.search(rf"\b{re.escape(name)}\b", sql) is not None
        case AddIndex() | AddConstraint() | ValidateConstraint() | SetNotNull() | DropNotNull() | SetDefault():
            return False
        case DropConstraint() | AddTrigger() | DropTrigger():
            return False
    return True


def _with(table: Table, operation: Operation) -> Table:
    columns = dict(table.columns)
    match operation:
        case AddColumn(column=column):
            columns[column.name] = column
        case DropColumn(column=name):
            columns.pop(name, None)
            kept = {key: one for key, one in table.indexes.items() if name not in [each.column for each in one.keys]}
            return replace(table, columns=columns, indexes=kept)
        case RenameColumn(column=name, to=to) if name in columns:
            columns[to] = replace(columns.pop(name), name=to)
        case ChangeType(column=name, type=kind) if name in columns:
            columns[name] = replace(columns[name], type=kind)
        case AddIndex(index=index):
            return replace(table, indexes={**table.indexes, index.name: index})
        case _:
            return table
    return replace(table, columns=columns)


def _without_index(table: Table, operation: DropIndex | RenameIndex) -> Table:
    indexes = dict(table.indexes)
    index = indexes.pop(operation.index.name)
    if isinstance(operation, RenameIndex):
        indexes[operation.to] = replace(index, name=operation.to)
    return replace(table, indexes=indexes)
