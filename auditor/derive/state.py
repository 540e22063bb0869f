"""The database as it will be when a pending migration runs: its shape, and the rows of each table as a query.

A table that nothing pending has changed is read as it is. Of any other the rows are given by the last of a chain of
common table expressions, one for each change, so that a question put to it sees what the statements before have done.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from auditor.db.schema import Shape
from auditor.model.schema import ForeignKey, Index, Name, Table, quoted

ROW = "ctid"
DEPTH = 80
NAME_BYTES = 63


@dataclass(frozen=True, slots=True)
class Layer:
    """One common table expression; `reads` are the names of those that it needs."""

    name: str
    sql: str
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Tables by their full names; `tops` has the layer of each whose rows are not those of the database.

    `doubts` says of a table why its rows, and `doubt` why anything at all, cannot be told any more. `path` are the
    schemas in which a name without one is looked for. `casts` are those between types that an assignment takes,
    `implicit` those that a comparison does. `types` are those that the database has not got yet, `known` those that
    there will be, with the labels of enumerations, and `built_in` all others; `fresh` are those that the present
    transaction has added a label to. Of `types`, `made` are those whose values are texts; `called` has the names under
    which the database has those that were renamed. `unsteady` are functions that no index may call. `drawn` has the
    layers of rows that were numbered by a sequence, and `renumbered` says that sequences were set. `extensions` and
    `offered` are those of the shape.
    """

    tables: Mapping[Name, Table]
    path: tuple[str, ...]
    casts: frozenset[tuple[str, str]] = frozenset()
    implicit: frozenset[tuple[str, str]] = frozenset()
    layers: Mapping[str, Layer] = field(default_factory=dict)
    tops: Mapping[Name, str] = field(default_factory=dict)
    doubts: Mapping[Name, str] = field(default_factory=dict)
    doubt: str | None = None
    types: frozenset[str] = frozenset()
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsteady: frozenset[str] = frozenset()
    built_in: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset()
    drawn: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renumbered: bool = False
    fresh: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict)
    major: int = 18
    extensions: frozenset[str] = frozenset()
    offered: frozenset[str] | None = None

    @staticmethod
    def of(shape: Shape) -> "State":
        """The audited database before anything has run."""
        return State(
            shape.tables,
            shape.path or ("public",),
            shape.casts,
            shape.implicit,
            known=shape.types,
            unsteady=shape.unsteady,
            built_in=shape.built_in,
            schemas=shape.schemas,
            major=shape.major,
            extensions=shape.extensions,
            offered=shape.offered,
        )

    def full(self, name: Name) -> Name:
        """The name with the schema in which it is found, or in which it would be made."""
        if name.schema is not None:
            return name
        found = (Name(name.name, schema) for schema in self.path)
        return next((one for one in found if one in self.tables), Name(name.name, self.path[0]))

    def table(self, name: Name) -> Table | None:
        """The table or view of that name."""
        return self.tables.get(self.full(name))

    def index(self, name: Name) -> Index | None:
        """The index of that name; without a schema, the first on the search path."""
        schemas = (name.schema,) if name.schema else self.path
        for schema in schemas:
            for table in self.tables.values():
                if table.name.schema == schema and name.name in table.indexes:
                    return table.indexes[name.name]
        return None

    def taken(self, name: Name) -> bool:
        """Whether a table, view or index of that name stands where this one would."""
        full = name if name.schema else Name(name.name, self.path[0])
        return full in self.tables or any(
            full.name in one.indexes for one in self.tables.values() if one.name.schema == full.schema
        )

    def referring(self, name: Name) -> Iterator[tuple[Table, ForeignKey]]:
        """The foreign keys that refer to a table, with the tables that have them."""
        wanted = self.full(name)
        for table in self.tables.values():
            for one in table.constraints:
                if isinstance(one, ForeignKey) and self.full(one.to) == wanted:
                    yield table, one

    def kin(self, name: Name) -> tuple[Name, ...]:
        """Partitions and children of a table, and those that it is one of, near and far."""
        found, waiting = {self.full(name): None}, [self.full(name)]
        while waiting:
            one = waiting.pop()
            below = self.tables[one].children if one in self.tables else ()
            more = [*below, *(table.name for table in self.tables.values() if one in table.children)]
            waiting += [each for each in more if each not in found]
            found |= dict.fromkeys(more)
        return tuple(found)[1:]

    def unsure(self, names: Iterable[Name]) -> str | None:
        """Why what these tables hold cannot be told, None where it can."""
        if self.doubt is not None:
            return self.doubt
        return next((self.doubts[one] for one in map(self.full, names) if one in self.doubts), None)

    def source(self, name: Name) -> str:
        """What stands after FROM for the rows of a table."""
        full = self.full(name)
        return quoted(self.tops[full]) if full in self.tops else full.sql

    def with_table(self, table: Table) -> "State":
        """With this table, in place of one of its name."""
        return replace(self, tables={**self.tables, table.name: table})

    def top(self, name: Name) -> str | None:
        """The layer of a table's rows."""
        return self.tops.get(self.full(name))

    def layered(self, name: Name, sql: str, below: Iterable[str]) -> tuple[str, "State"]:
        """A further layer, called after a table but not yet its rows; `below` are the layers that `sql` reads."""
        label = f"@{len(self.layers) + 1} {name.name}".encode()[:NAME_BYTES].decode("utf-8", "ignore")
        layer = Layer(label, sql, tuple(dict.fromkeys(below)))
        return label, replace(self, layers={**self.layers, label: layer})

    def with_layer(self, name: Name, sql: str, below: Iterable[str]) -> "State":
        """With other rows in a table."""
        label, after = self.layered(self.full(name), sql, below)
        return replace(after, tops={**self.tops, self.full(name): label})

    def without(self, name: Name) -> "State":
        """Without a table, and without what is known of its rows."""
        full = self.full(name)
        return replace(
            self,
            tables={one: table for one, table in self.tables.items() if one != full},
            tops={one: label for one, label in self.tops.items() if one != full},
            doubts={one: why for one, why in self.doubts.items() if one != full},
        )

    def doubting(self, names: Iterable[Name] | None, why: str) -> "State":
        """With the rows of these tables no longer known; None is all tables, and what tables there are."""
        if names is None:
            return replace(self, doubt=self.doubt or why)
        return replace(self, doubts={**{self.full(one): why for one in names}, **self.doubts})
