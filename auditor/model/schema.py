"""The shape of a database: tables with what holds of their rows, as a catalog has it and as migrations change it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


def quoted(name: str) -> str:
    """`name` as an identifier in SQL, always in quotes."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A table, view, index or sequence; without a schema it is looked for on the search path."""

    name: str
    schema: str | None = None

    @property
    def sql(self) -> str:
        """As it stands in a statement."""
        return quoted(self.name) if self.schema is None else f"{quoted(self.schema)}.{quoted(self.name)}"

    def __str__(self) -> str:
        return self.name if self.schema is None else f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type` is PostgreSQL's own spelling, with its modifier, as `format_type` gives it where it is known.

    `default` and `generated` are expressions; `identity` and a default that calls nextval() number the rows, by
    `sequence`, as it stands in SQL, where the database has it already. `always` is an identity that takes no other
    number.
    """

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    generated: str | None = None
    identity: bool = False
    collation: str | None = None
    sequence: str | None = None
    always: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an index: a column, in quotes where it must be, or an expression in parentheses."""

    expression: str
    column: str | None = None
    collation: str | None = None
    opclass: str | None = None

    @property
    def sql(self) -> str:
        """As an expression of its own."""
        return quoted(self.column) if self.column is not None else f"({self.expression})"

    @staticmethod
    def of(column: str) -> "Key":
        """The key that is a plain column."""
        return Key(column if _PLAIN.match(column) else quoted(column), column)


@dataclass(frozen=True, slots=True)
class Index:
    """An index; `where` is the predicate of a partial one, `constraint` that of a primary key or unique constraint.

    `deferrable` is held against a statement as a whole, `deferred` against a transaction.
    """

    name: str
    table: Name
    keys: tuple[Key, ...]
    unique: bool = False
    where: str | None = None
    nulls_distinct: bool = True
    method: str = "btree"
    primary: bool = False
    constraint: bool = False
    valid: bool = True
    deferrable: bool = False
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint or primary key, made by itself or from the index `using`."""

    name: str | None
    columns: tuple[str, ...]
    primary: bool = False
    nulls_distinct: bool = True
    using: str | None = None
    deferrable: bool = False
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key; without `to_columns` to the primary key. Actions are as in SQL, such as `set null`."""

    name: str | None
    columns: tuple[str, ...]
    to: Name
    to_columns: tuple[str, ...] = ()
    on_delete: str = "no action"
    on_update: str = "no action"
    validated: bool = True
    full: bool = False
    deferrable: bool = False


@dataclass(frozen=True, slots=True)
class CheckConstraint:
    """A condition on each row; what is null passes."""

    name: str | None
    expression: str
    validated: bool = True


@dataclass(frozen=True, slots=True)
class Exclusion:
    """No two rows for which all operators hold; one operator for each key."""

    name: str | None
    keys: tuple[Key, ...]
    operators: tuple[str, ...]
    where: str | None = None
    method: str = "gist"


Constraint = Unique | ForeignKey | CheckConstraint | Exclusion


class TableKind(StrEnum):
    """What answers to the name of a table."""

    TABLE = "table"
    PARTITIONED = "partitioned"
    VIEW = "view"
    MATERIALIZED = "materialized"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Dependent:
    """What hangs on a table or one of its columns and stops a DROP or a change of type, such as a view.

    `home` is the table that it belongs to, or the view that it is, and goes with: where that is the table that it hangs
    on, as with a trigger, only a column is held by it.
    """

    kind: str
    name: str
    column: str | None = None
    home: Name | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger of the application on a table; `events` are of insert, update, delete, truncate.

    An update fires it where one of `columns` is set, or, where it names none, always.
    """

    name: str
    events: frozenset[str]
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view with what holds of it. `rows` and `bytes` are the server's estimate; -1 rows is not analysed."""

    name: Name
    columns: Mapping[str, Column]
    kind: TableKind = TableKind.TABLE
    indexes: Mapping[str, Index] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    dependents: tuple[Dependent, ...] = ()
    children: tuple[Name, ...] = ()
    rows: int = -1
    bytes: int = 0
    temporary: bool = False

    @property
    def primary(self) -> tuple[str, ...]:
        """The columns of the primary key; none where there is none."""
        for one in self.indexes.values():
            if one.primary:
                return tuple(key.column or key.expression for key in one.keys)
        return ()
