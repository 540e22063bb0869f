"""How tables and indexes come, change and go with the operations of one migration."""

from contextlib import suppress
from dataclasses import dataclass, replace

from auditor.migrations.following import Lost, at_home
from auditor.migrations.reshaping import key_index, made, renamed, reshaped
from auditor.migrations.touching import tables_of
from auditor.model import operation as op
from auditor.model.operation import Operation
from auditor.model.schema import Index, Name, Table, Unique
from auditor.model.source import Unanswered, World

_PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables and views, in a world."""

    world: World
    home: str

    @staticmethod
    def around(world: World, name: Name) -> "Tables":
        """Those of the schema in which the world finds that table."""
        found = None
        with suppress(Unanswered):
            found = world.table(Name(name.name))
        return Tables(world, (found.name.schema if found is not None else None) or _PUBLIC)

    def first(self, name: Name) -> Table | Lost | None:
        """What the world has."""
        try:
            return self.world.table(name)
        except Unanswered as error:
            return Lost(str(error))

    def moved(self, operation: Operation) -> tuple[Name, Name] | None:
        """The names of ALTER TABLE RENAME."""
        inner = operation.operation if isinstance(operation, op.IfExists) else operation
        return (inner.table, Name(inner.to, inner.table.schema)) if isinstance(inner, op.RenameTable) else None

    def called(self, one: Table, name: Name) -> Table:
        """The same by another name."""
        return renamed(one, Name(name.name, one.name.schema))

    def after(self, held: Table | Lost | None, name: Name, operation: Operation, line: int) -> Table | Lost | None:
        """What has that name behind an operation."""
        if isinstance(operation, op.IfExists):
            return None if held is None else self.after(held, name, operation.operation, line)
        if isinstance(operation, op.DropIndex | op.RenameIndex):
            indexed = isinstance(held, Table) and operation.index.name in held.indexes
            return reshaped(held, operation) if isinstance(held, Table) and indexed else held
        tables = tables_of(operation)
        if tables is not None and not any(at_home(one, self.home) == name for one in tables):
            return held
        return _touched(held, name, operation, line)


@dataclass(frozen=True, slots=True)
class Indexes:
    """Indexes of the tables of a world."""

    world: World
    home: str

    @staticmethod
    def around(world: World, name: Name) -> "Indexes":
        """Those of the schema in which the world finds that index."""
        found = None
        with suppress(Unanswered):
            found = world.index(Name(name.name))
        return Indexes(world, (found.schema if found is not None else None) or _PUBLIC)

    def first(self, name: Name) -> Index | Lost | None:
        """What the world has; without keys where it does not know them."""
        try:
            table = self.world.index(name)
        except Unanswered as error:
            return Lost(str(error))
        if table is None:
            return None
        found = None
        with suppress(Unanswered):
            found = self.world.table(table)
        known = found.indexes.get(name.name) if found is not None else None
        return replace(known, table=table) if known is not None else Index(name.name, table, ())

    def moved(self, operation: Operation) -> tuple[Name, Name] | None:
        """The names of ALTER INDEX RENAME, or of a constraint, which may have an index."""
        match operation:
            case op.IfExists(operation=inner):
                return self.moved(inner)
            case op.RenameIndex(index=index, to=to):
                return index, Name(to, index.schema)
            case op.RenameConstraint(table=table, name=name, to=to):
                return Name(name, table.schema), Name(to, table.schema)
            case _:
                return None

    def called(self, one: Index, name: Name) -> Index:
        """The same by another name."""
        return replace(one, name=name.name)

    def after(self, held: Index | Lost | None, name: Name, operation: Operation, line: int) -> Index | Lost | None:
        """What has that name behind an operation."""
        if isinstance(operation, op.IfExists):
            found = self.after(held, name, operation.operation, line)
            return Lost(f"it is not known whether line {line} is done") if held is None and found is not None else found
        if tables_of(operation) is None:
            return Lost(f"line {line} may have changed {name.name}")
        if isinstance(operation, op.DropIndex):
            return None if at_home(operation.index, self.home) == name else held
        mine = (one for one in _made(operation) if at_home(Name(one.name, one.table.schema), self.home) == name)
        new = next(mine, None)
        if new is not None and (held is None or not getattr(operation, "if_not_exists", False)):
            return new
        return self._kept(held, operation, line) if isinstance(held, Index) else held

    def _kept(self, index: Index, operation: Operation, line: int) -> Index | Lost | None:
        """What is left of an index where its table may change."""
        own = at_home(index.table, self.home)
        if not any(at_home(one, self.home) == own for one in tables_of(operation) or ()):
            return index
        match operation:
            case op.RenameTable(to=to):
                return replace(index, table=Name(to, index.table.schema))
            case op.DropTable() | op.DropView():
                return None
            case op.Opaque() | op.DropColumn() if isinstance(operation, op.Opaque) or not index.keys:
                return Lost(f"line {line} may have changed {index.name}")
            case _:
                return reshaped(Table(index.table, {}, indexes={index.name: index}), operation).indexes.get(index.name)


def _touched(held: Table | Lost | None, name: Name, operation: Operation, line: int) -> Table | Lost | None:
    match operation:
        case op.Opaque():
            return Lost(f"line {line} may have changed {name.name}")
        case op.CreateTable(if_not_exists=True) | op.CopyTable(if_not_exists=True) if held is not None:
            return held
        case op.CreateTable(query=None):
            return made(operation)
        case op.CreateTable() | op.CopyTable() | op.CreateView():
            return Lost(f"line {line} makes {name.name} from others")
        case op.DropTable() | op.DropView():
            return None
    return reshaped(held, operation) if isinstance(held, Table) else held


def _made(operation: Operation) -> tuple[Index, ...]:
    """The indexes that an operation makes."""
    match operation:
        case op.AddIndex(index=index):
            return (index,)
        case op.CreateTable(query=None):
            return tuple(made(operation).indexes.values())
        case op.AddConstraint(table=table, constraint=Unique() as constraint):
            return (key_index(Table(table, {}), constraint),)
        case _:
            return ()
