"""Migrations of Rails to be read in a test, and the database that they are read against."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.migrations.rails.reader import script
from auditor.model.operation import Delete, Harmless, Opaque, Operation, Update
from auditor.model.outcome import Cell
from auditor.model.schema import Column, Index, Key, Name, Table
from auditor.model.source import Script, Unanswered


class Known:
    """A world of these tables, and of these answers to queries; what is not among them is not answered."""

    def __init__(self, *tables: Table, rows: Mapping[str, Sequence[Mapping[str, Cell]]] | None = None) -> None:
        self._tables = {one.name.name: one for one in tables}
        self._rows = rows or {}
        self.asked: list[str] = []

    def table(self, name: Name) -> Table | None:
        return self._tables.get(name.name)

    def index(self, name: Name) -> Name | None:
        found = (one.name for one in self._tables.values() if name.name in one.indexes)
        return next(found, None)

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        plain = " ".join(sql.split())
        self.asked.append(plain)
        if plain not in self._rows:
            raise Unanswered("nobody knows")
        return self._rows[plain]


class Nobody:
    """A world that answers nothing."""

    def table(self, name: Name) -> Table | None:
        raise Unanswered("nobody knows")

    def index(self, name: Name) -> Name | None:
        raise Unanswered("nobody knows")

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        raise Unanswered("nobody knows")


def table(name: str, *columns: str, index: str | None = None) -> Table:
    """A table of bigint columns, with a unique index on the first where one is named."""
    made = {one: Column(one, "bigint") for one in columns}
    indexes = {index: Index(index, Name(name), (Key.of(columns[0]),), unique=True)} if index else {}
    return Table(Name(name), made, indexes=indexes)


def read(body: str, world: Known | Nobody | None = None, *, above: str = "", root: Path | None = None) -> Script:
    """A migration whose `up` is `body`; `above` stands before it in the class."""
    return read_source(f"class One < ActiveRecord::Migration[6.1]\n{above}\ndef up\n{body}\nend\nend\n", world, root)


def read_source(source: str, world: Known | Nobody | None = None, root: Path | None = None) -> Script:
    """A whole file."""
    return script(source.encode(), "db/migrate/1_one.rb", world or Nobody(), root)


def done(made: Script) -> list[Operation]:
    """What is done, without what is harmless."""
    return [one.operation for one in made.steps if not isinstance(one.operation, Harmless)]


def told(made: Script) -> list[str]:
    """What is done, each in a few words."""
    return [_word(one) for one in done(made)]


def _word(operation: Operation) -> str:
    match operation:
        case Update(table=table, changes=changes, where=where):
            sets = ", ".join(f"{column} = {value}" for column, value in changes)
            return f"update {table} set {sets}" + (f" where {where}" if where else "")
        case Delete(table=table, where=where):
            return f"delete {table}" + (f" where {where}" if where else "")
        case Opaque(tables=tables):
            return "opaque " + ("any" if tables is None else ", ".join(map(str, tables)))
        case _:
            subject = getattr(operation, "table", None) or getattr(operation, "index", None)
            named = subject.name if hasattr(subject, "name") else subject
            column = getattr(operation, "column", "")
            return f"{type(operation).__name__} {named} {getattr(column, 'name', column)}".strip()
