"""What a pending migration does, statement by statement: one vocabulary for every way of writing migrations."""

from dataclasses import dataclass
from typing import Literal

from auditor.model.schema import Column, Constraint, Index, Name


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A new table; `query` is that of CREATE TABLE AS. A constraint of one column stands with the others."""

    table: Name
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...] = ()
    if_not_exists: bool = False
    query: str | None = None
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """The columns of another table, behind so many of the new one's own. `options` are what comes with them, of
    constraints, defaults, generated, identity and indexes.
    """

    table: Name
    place: int
    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class CopyTable:
    """A new table that has columns of others, and else is as in `CreateTable`."""

    table: Name
    columns: tuple[Column, ...]
    likes: tuple[Like, ...]
    constraints: tuple[Constraint, ...] = ()
    if_not_exists: bool = False
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class DropTable:
    """A table that goes, with its rows."""

    table: Name
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class RenameTable:
    """A new name for a table."""

    table: Name
    to: str


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column; on rows that are there it has its default."""

    table: Name
    column: Column
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class DropColumn:
    """A column that goes, with its values, its indexes and constraints."""

    table: Name
    column: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """A new name for a column."""

    table: Name
    column: str
    to: str


@dataclass(frozen=True, slots=True)
class ChangeType:
    """Another type for a column; without `using`, by the assignment cast."""

    table: Name
    column: str
    type: str
    using: str | None = None
    collation: str | None = None


@dataclass(frozen=True, slots=True)
class SetNotNull:
    """No nulls from here on."""

    table: Name
    column: str


@dataclass(frozen=True, slots=True)
class DropNotNull:
    """Nulls are allowed from here on."""

    table: Name
    column: str


@dataclass(frozen=True, slots=True)
class SetDefault:
    """The default of rows to come; None takes it away."""

    table: Name
    column: str
    default: str | None


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """A constraint on rows that may be there already."""

    table: Name
    constraint: Constraint


@dataclass(frozen=True, slots=True)
class ValidateConstraint:
    """A constraint made NOT VALID is held against the rows that were there."""

    table: Name
    name: str


@dataclass(frozen=True, slots=True)
class DropConstraint:
    """A constraint that goes."""

    table: Name
    name: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class AddIndex:
    """A new index. One that is not `named` has the name that it gets where nothing has it."""

    index: Index
    concurrently: bool = False
    if_not_exists: bool = False
    named: bool = True


@dataclass(frozen=True, slots=True)
class DropIndex:
    """An index that goes."""

    index: Name
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class RenameIndex:
    """A new name for an index."""

    index: Name
    to: str


@dataclass(frozen=True, slots=True)
class Insert:
    """Rows to come, from `query` (a SELECT, or VALUES), or one of defaults where it is None.

    `columns` are those named, empty where none are. `ctes` is what stands between WITH and the statement. `reads` are
    the tables that the query looks into. `conflict` is what ON CONFLICT does, on `conflict_target` where one is named;
    `conflict_target` is the text between ON CONFLICT and DO. `overriding` is whose values an identity column takes.
    """

    table: Name
    columns: tuple[str, ...]
    query: str | None
    reads: tuple[Name, ...] = ()
    ctes: str | None = None
    conflict: Literal["nothing", "update"] | None = None
    conflict_target: str | None = None
    overriding: Literal["user", "system"] | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """New values, `changes` of column and expression, where `where` holds.

    `alias` is what the statement calls the table, `source` what stands after FROM. Expressions name columns as it does.
    """

    table: Name
    changes: tuple[tuple[str, str], ...]
    where: str | None = None
    alias: str | None = None
    source: str | None = None
    reads: tuple[Name, ...] = ()
    ctes: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Rows that go; `source` is what stands after USING."""

    table: Name
    where: str | None = None
    alias: str | None = None
    source: str | None = None
    reads: tuple[Name, ...] = ()
    ctes: str | None = None


@dataclass(frozen=True, slots=True)
class Truncate:
    """All rows go."""

    tables: tuple[Name, ...]
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class CreateView:
    """A view, or a materialized one, whose query runs at once."""

    view: Name
    query: str
    materialized: bool = False
    replace: bool = False
    reads: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class DropView:
    """A view that goes."""

    view: Name
    if_exists: bool = False
    cascade: bool = False
    materialized: bool = False


@dataclass(frozen=True, slots=True)
class AddTrigger:
    """A trigger, which from here on does what cannot be told to rows of the table. The rest is as in `Trigger`."""

    table: Name
    name: str
    events: frozenset[str]
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DropTrigger:
    """A trigger that goes."""

    table: Name
    name: str
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class CreateType:
    """An enumeration or another type or domain."""

    name: Name
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DropType:
    """A type that goes."""

    name: Name
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class RenameType:
    """A new name for a type."""

    name: Name
    to: str


@dataclass(frozen=True, slots=True)
class AddLabel:
    """A further label of an enumeration, which the transaction that adds it may not use."""

    name: Name
    label: str
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class RenameConstraint:
    """A new name for a constraint, and for its index where it has one."""

    table: Name
    name: str
    to: str


@dataclass(frozen=True, slots=True)
class IfExists:
    """An operation that is passed over where the table or index of that name is not there."""

    name: Name
    operation: "Operation"


@dataclass(frozen=True, slots=True)
class Harmless:
    """A statement that neither reads nor changes rows and cannot stop at them, such as COMMENT or SET."""

    text: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """What was not understood, and why; `tables` are those it may change, None where it may be any."""

    text: str
    reason: str
    tables: tuple[Name, ...] | None = None


Operation = (
    CreateTable
    | CopyTable
    | DropTable
    | RenameTable
    | AddColumn
    | DropColumn
    | RenameColumn
    | ChangeType
    | SetNotNull
    | DropNotNull
    | SetDefault
    | AddConstraint
    | ValidateConstraint
    | DropConstraint
    | AddIndex
    | DropIndex
    | RenameIndex
    | Insert
    | Update
    | Delete
    | Truncate
    | CreateView
    | DropView
    | AddTrigger
    | DropTrigger
    | CreateType
    | DropType
    | RenameType
    | AddLabel
    | RenameConstraint
    | IfExists
    | Harmless
    | Opaque
)
