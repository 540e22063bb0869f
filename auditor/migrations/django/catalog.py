"""The constraints and indexes of a table in the middle of a migration, as Django's introspection would give them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from auditor.model import operation as op
from auditor.model.operation import Operation
from auditor.model.schema import CheckConstraint, Constraint, Exclusion, ForeignKey, Index, Name, Table, Unique
from auditor.model.source import Unanswered, World

LONGEST = 63
Kind = Literal["primary", "unique", "foreign", "check", "exclusion", "index", "unique index"]
_LABELS = {"primary": "pkey", "unique": "key", "foreign": "fkey", "check": "check", "exclusion": "excl"}
_TEXT = re.compile("'(?:[^']|'')*'")
_WORD = re.compile(r'"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*)')


@dataclass(frozen=True, slots=True)
class Known:
    """A constraint or an index; `type` as Django calls its access method."""

    name: str
    kind: Kind
    columns: tuple[str, ...]
    type: str = "idx"

    def told(self) -> dict[str, Any]:
        """As Django's introspection has it."""
        return {
            "columns": list(self.columns),
            "primary_key": self.kind == "primary",
            "unique": self.kind in ("primary", "unique", "unique index"),
            "foreign_key": ["", ""] if self.kind == "foreign" else None,
            "check": self.kind == "check",
            "index": self.kind in ("index", "unique index"),
            "type": self.type,
            "orders": [],
            "definition": None,
            "options": None,
        }


@dataclass(frozen=True, slots=True)
class _Shape:
    columns: tuple[str, ...]
    known: tuple[Known, ...]


_Change = Callable[[Known], Known | None]


class Catalog:
    """The world, with the operations of one migration done so far."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._shapes: dict[str, _Shape | str] = {}
        self._named: list[_Change] = []  # of indexes by their name alone, whatever table has them

    def told(self, table: str, guess: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The answer to what Django asks of a table; `guess` is what it would have made, where the world is silent."""
        known, unanswered = self.known(table, guess)
        return {"constraints": {one.name: one.told() for one in known}, "unanswered": unanswered}

    def known(self, table: str, guess: Sequence[dict[str, Any]]) -> tuple[list[Known], str | None]:
        """The same as values, and why they are guessed where they are."""
        shape = self._shape(table)
        return (guessed(table, guess), shape) if isinstance(shape, str) else (list(shape.known), None)

    def done(self, operation: Operation) -> None:
        """Goes on to the database behind an operation."""
        match operation:
            case op.CreateTable(table, columns, constraints):
                self._shapes[table.name] = _Shape(tuple(one.name for one in columns), ())
                for one in constraints:
                    self._add(table.name, one)
            case op.DropTable(table):
                self._shapes[table.name] = _Shape((), ())
            case op.RenameTable(table, to):
                self._shapes[to] = self._shape(table.name)
                self._shapes[table.name] = _Shape((), ())
            case op.AddConstraint(table, constraint):
                self._add(table.name, constraint)
            case op.AddIndex(index):
                self._put(index.table.name, [_index(index)])
            case op.AddColumn() | op.DropColumn() | op.RenameColumn():
                self._column(operation)
            case op.DropConstraint() | op.DropIndex() | op.RenameIndex():
                self._other(operation)
            case _:
                return

    def _other(self, operation: op.DropConstraint | op.DropIndex | op.RenameIndex) -> None:
        match operation:
            case op.DropConstraint(table, name):
                self._map(table.name, lambda one: None if one.name == name else one)
            case op.DropIndex(index):
                self._each(lambda one: None if one.name == index.name else one)
            case op.RenameIndex(index, to):
                self._each(lambda one: replace(one, name=to) if one.name == index.name else one)

    def _column(self, operation: op.AddColumn | op.DropColumn | op.RenameColumn) -> None:
        shape = self._shape(operation.table.name)
        if isinstance(shape, str):
            return
        match operation:
            case op.AddColumn(_, column):
                shape = replace(shape, columns=(*shape.columns, column.name))
            case op.DropColumn(_, column):
                kept = tuple(one for one in shape.known if column not in one.columns)
                shape = _Shape(tuple(one for one in shape.columns if one != column), kept)
            case op.RenameColumn(_, column, to):
                renamed = (replace(one, columns=_swapped(one.columns, column, to)) for one in shape.known)
                shape = _Shape(_swapped(shape.columns, column, to), tuple(renamed))
        self._shapes[operation.table.name] = shape

    def _add(self, table: str, constraint: Constraint) -> None:
        shape = self._shape(table)
        if isinstance(shape, _Shape):
            self._put(table, [_constraint(table, constraint, shape.columns, [one.name for one in shape.known])])

    def _put(self, table: str, more: Iterable[Known]) -> None:
        shape = self._shape(table)
        if isinstance(shape, _Shape):
            self._shapes[table] = replace(shape, known=(*shape.known, *more))

    def _map(self, table: str, change: _Change) -> None:
        shape = self._shape(table)
        if isinstance(shape, _Shape):
            kept = (change(one) for one in shape.known)
            self._shapes[table] = replace(shape, known=tuple(one for one in kept if one is not None))

    def _each(self, change: _Change) -> None:
        self._named.append(change)
        for table in self._shapes:
            self._map(table, change)

    def _shape(self, table: str) -> _Shape | str:
        """What the table has; a text where the world does not know."""
        if table not in self._shapes:
            try:
                found = self._world.table(Name(table))
            except Unanswered as error:
                self._shapes[table] = str(error)
            else:
                self._shapes[table] = _Shape((), ()) if found is None else _found(found)
                for change in self._named:
                    self._map(table, change)
        return self._shapes[table]


def guessed(table: str, guess: Sequence[dict[str, Any]]) -> list[Known]:
    """What Django would have made, with the names that PostgreSQL gives to what has none."""
    taken = [str(one["name"]) for one in guess if one["name"]]
    found = []
    for one in guess:
        columns = tuple(map(str, one["columns"]))
        name = str(one["name"] or _named(table, one["kind"], columns, taken))
        taken.append(name)
        found.append(Known(name, one["kind"], columns, str(one["type"])))
    return found


def _found(table: Table) -> _Shape:
    columns = tuple(table.columns)
    known = {one.name: one for one in _indexes(table.indexes.values())}
    for constraint in table.constraints:
        one = _constraint(table.name.name, constraint, columns, list(known))
        if constraint.name is not None or one.kind not in ("primary", "unique"):
            known[one.name] = one
    return _Shape(columns, tuple(known.values()))


def _indexes(indexes: Iterable[Index]) -> Iterator[Known]:
    for one in indexes:
        known = _index(one)
        yield replace(known, kind="primary" if one.primary else "unique") if one.primary or one.constraint else known


def _index(index: Index) -> Known:
    keys = tuple(key.column for key in index.keys)
    plain = index.method == "btree" and not index.name.endswith("_btree")
    columns = tuple(one for one in keys if one is not None) if None not in keys else ()
    return Known(index.name, "unique index" if index.unique else "index", columns, "idx" if plain else index.method)


def _constraint(table: str, constraint: Constraint, columns: Sequence[str], taken: Sequence[str]) -> Known:
    match constraint:
        case Unique(name, keys, primary):
            kind: Kind = "primary" if primary else "unique"
        case ForeignKey(name, keys):
            kind = "foreign"
        case CheckConstraint(name, expression):
            kind, keys = "check", _mentioned(expression, columns)
        case Exclusion(name, excluded):
            kind, keys = "exclusion", tuple(one.column for one in excluded if one.column)
    return Known(name or _named(table, kind, keys, taken), kind, keys)


def _mentioned(expression: str, columns: Sequence[str]) -> tuple[str, ...]:
    words = {found[1] or found[0].replace('""', '"') for found in _WORD.findall(_TEXT.sub("", expression))}
    return tuple(one for one in columns if one in words)


def _swapped(columns: Sequence[str], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if one == old else one for one in columns)


def _named(table: str, kind: str, columns: Sequence[str], taken: Sequence[str]) -> str:
    """The name that PostgreSQL gives to a constraint without one."""
    label = _LABELS[kind]
    middle = "" if kind == "primary" or (kind == "check" and len(columns) != 1) else "_".join(columns)
    for number in range(len(taken) + 1):
        found = _joined(table, middle, f"{label}{number or ''}")
        if found not in taken:
            break
    return found


def _joined(first: str, second: str, label: str) -> str:
    room = LONGEST - len(label) - (2 if second else 1)
    while len(first.encode()) + len(second.encode()) > room:
        if len(first.encode()) > len(second.encode()):
            first = first[:-1]
        else:
            second = second[:-1]
    return "_".join(part for part in (first, second, label) if part)
