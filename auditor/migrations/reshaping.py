"""A table as an operation leaves it: its columns, indexes, constraints and triggers."""

import re
from dataclasses import replace
from typing import assert_never

from auditor.migrations.queries import columns_of
from auditor.migrations.sql_names import key_names
from auditor.model import operation as op
from auditor.model.naming import Label, chosen
from auditor.model.operation import Operation
from auditor.model.schema import (
    CheckConstraint,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    Name,
    Table,
    Trigger,
    Unique,
)

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*)""")
_Indexed = op.AddIndex | op.DropIndex | op.RenameIndex
_Constrained = op.AddConstraint | op.ValidateConstraint | op.DropConstraint | op.RenameConstraint


def made(operation: op.CreateTable) -> Table:
    """A new, empty table."""
    columns = {one.name: one for one in operation.columns}
    table = Table(operation.table, columns, rows=0, temporary=operation.temporary)
    for one in operation.constraints:
        table = _constrained(table, one)
    return table


def reshaped(table: Table, operation: Operation) -> Table:
    """The table behind an operation on it, or on an index of it; what cannot be done leaves it as it was."""
    match operation:
        case op.AddIndex() | op.DropIndex() | op.RenameIndex():
            return _indexed(table, operation)
        case op.AddConstraint() | op.ValidateConstraint() | op.DropConstraint() | op.RenameConstraint():
            return _bound(table, operation)
        case op.AddTrigger(name=name, events=events, columns=columns):
            return replace(table, triggers=(*table.triggers, Trigger(name, events, columns)))
        case op.DropTrigger(name=name):
            return replace(table, triggers=tuple(one for one in table.triggers if one.name != name))
        case _:
            return _columned(table, operation)


def renamed(table: Table, to: Name) -> Table:
    """The table by another name."""
    return replace(table, name=to, indexes={key: replace(one, table=to) for key, one in table.indexes.items()})


def uses(index: Index, column: str) -> bool:
    """Whether an index goes with a column."""
    if any(column == key.column for key in index.keys):
        return True
    texts = [key.expression for key in index.keys if key.column is None] + ([index.where] if index.where else [])
    return any(column in columns_of(one) for one in texts)


def rekeyed(index: Index, column: str, to: str) -> Index:
    """The index with another name for a column."""
    return replace(
        index,
        keys=tuple(_rekeyed(one, column, to) for one in index.keys),
        where=index.where and _reworded(index.where, column, to),
    )


def key_index(table: Table, constraint: Unique) -> Index:
    """The index that keeps a unique constraint or primary key."""
    if constraint.using is not None and constraint.using in table.indexes:
        index = table.indexes[constraint.using]
        return replace(index, name=constraint.name or index.name, constraint=True, primary=constraint.primary)
    return Index(
        _name(table, constraint),
        table.name,
        tuple(map(Key.of, constraint.columns)),
        unique=True,
        nulls_distinct=constraint.nulls_distinct,
        primary=constraint.primary,
        constraint=True,
        deferrable=constraint.deferrable,
        deferred=constraint.deferred,
    )


def named_after(table: Table, constraint: Constraint) -> tuple[tuple[str, ...], Label]:
    """The columns and the label from which the server makes the name of a constraint that has none."""
    match constraint:
        case Unique(columns=columns, primary=primary):
            return columns, "pkey" if primary else "key"
        case ForeignKey(columns=columns):
            return columns, "fkey"
        case CheckConstraint(expression=expression):
            return tuple(one for one in table.columns if one in columns_of(expression)), "check"
        case Exclusion(keys=keys):
            return key_names(keys), "excl"
    assert_never(constraint)


def _columned(table: Table, operation: Operation) -> Table:
    match operation:
        case op.AddColumn(column=column) if column.name not in table.columns:
            return replace(table, columns={**table.columns, column.name: column})
        case op.DropColumn(column=name):
            return _narrowed(table, name)
        case op.RenameColumn(column=name, to=to) if to not in table.columns:
            return _relabelled(table, name, to)
        case op.ChangeType() | op.SetNotNull() | op.DropNotNull() | op.SetDefault():
            return _column(table, operation.column, **_changes(operation))
    return table


def _changes(operation: op.ChangeType | op.SetNotNull | op.DropNotNull | op.SetDefault) -> dict[str, object]:
    match operation:
        case op.ChangeType(type=kind, collation=collation):
            return {"type": kind, "collation": collation}
        case op.SetDefault(default=value):
            return {"default": value}
        case _:
            return {"nullable": isinstance(operation, op.DropNotNull)}


def _narrowed(table: Table, name: str) -> Table:
    return replace(
        table,
        columns={key: one for key, one in table.columns.items() if key != name},
        indexes={key: one for key, one in table.indexes.items() if not uses(one, name)},
        constraints=tuple(one for one in table.constraints if name not in _columns_of(one)),
        dependents=tuple(one for one in table.dependents if one.column != name),
    )


def _relabelled(table: Table, name: str, to: str) -> Table:
    columns = ((to, replace(one, name=to)) if key == name else (key, one) for key, one in table.columns.items())
    return replace(
        table,
        columns=dict(columns),
        indexes={key: rekeyed(one, name, to) for key, one in table.indexes.items()},
        constraints=tuple(_respoken(one, name, to) for one in table.constraints),
        dependents=tuple(replace(one, column=to) if one.column == name else one for one in table.dependents),
    )


def _column(table: Table, name: str, **changes: object) -> Table:
    if name not in table.columns:
        return table
    column = replace(table.columns[name], **changes)  # type: ignore[arg-type]
    return replace(table, columns={**table.columns, name: column})


def _indexed(table: Table, operation: _Indexed) -> Table:
    rest = dict(table.indexes)
    match operation:
        case op.AddIndex(index=index):
            rest.setdefault(index.name, replace(index, table=table.name))
        case op.DropIndex(index=name):
            rest.pop(name.name, None)
        case op.RenameIndex(index=name, to=to):
            return _called(table, name.name, to)
    return replace(table, indexes=rest)


def _bound(table: Table, operation: _Constrained) -> Table:
    match operation:
        case op.AddConstraint(constraint=constraint):
            return _constrained(table, constraint)
        case op.ValidateConstraint(name=name):
            return replace(table, constraints=tuple(_validated(one, name) for one in table.constraints))
        case op.DropConstraint(name=name):
            rest = {key: one for key, one in table.indexes.items() if key != name or not one.constraint}
            return replace(table, indexes=rest, constraints=tuple(one for one in table.constraints if one.name != name))
        case op.RenameConstraint(name=name, to=to):
            return _called(table, name, to)


def _constrained(table: Table, constraint: Constraint) -> Table:
    if not isinstance(constraint, Unique):
        named = replace(constraint, name=_name(table, constraint))
        return replace(table, constraints=(*table.constraints, named))
    index = key_index(table, constraint)
    rest = {key: one for key, one in table.indexes.items() if key != constraint.using}
    table = replace(table, indexes={**rest, index.name: index})
    for key in index.keys if constraint.primary else ():
        table = _column(table, key.column or "", nullable=False)
    return table


def _called(table: Table, name: str, to: str) -> Table:
    """With another name for a constraint, an index, or both in one."""
    indexes = ((to, replace(one, name=to)) if key == name else (key, one) for key, one in table.indexes.items())
    held = tuple(replace(one, name=to) if one.name == name else one for one in table.constraints)
    return replace(table, indexes=dict(indexes), constraints=held)


def _validated(constraint: Constraint, name: str) -> Constraint:
    if isinstance(constraint, ForeignKey | CheckConstraint) and constraint.name == name:
        return replace(constraint, validated=True)
    return constraint


def _columns_of(constraint: Constraint) -> frozenset[str]:
    """The columns that a constraint goes with, among other names."""
    match constraint:
        case ForeignKey(columns=columns) | Unique(columns=columns):
            return frozenset(columns)
        case CheckConstraint(expression=expression):
            return columns_of(expression)
        case Exclusion(keys=keys, where=where):
            texts = [key.expression for key in keys] + ([where] if where else [])
            return frozenset().union(*map(columns_of, texts))
    assert_never(constraint)


def _respoken(constraint: Constraint, name: str, to: str) -> Constraint:
    match constraint:
        case ForeignKey(columns=columns) | Unique(columns=columns):
            return replace(constraint, columns=tuple(to if one == name else one for one in columns))
        case CheckConstraint(expression=expression):
            return replace(constraint, expression=_reworded(expression, name, to))
        case Exclusion(keys=keys, where=where):
            moved = tuple(_rekeyed(one, name, to) for one in keys)
            return replace(constraint, keys=moved, where=where and _reworded(where, name, to))
    assert_never(constraint)


def _rekeyed(key: Key, name: str, to: str) -> Key:
    if key.column == name:
        return replace(key, expression=Key.of(to).expression, column=to)
    return key if key.column is not None else replace(key, expression=_reworded(key.expression, name, to))


def _reworded(expression: str, name: str, to: str) -> str:
    """An expression with another name for a column."""
    return _TOKEN.sub(lambda found: Key.of(to).expression if _meant(found) == name else found[0], expression)


def _meant(token: re.Match[str]) -> str | None:
    """The name that a word is, None where it is a text."""
    return token[1].replace('""', '"') if token[1] else token[2]


def _name(table: Table, constraint: Constraint) -> str:
    """The name that a constraint has, or that the server gives it."""
    if constraint.name is not None:
        return constraint.name
    taken = {*table.indexes, *(one.name for one in table.constraints)}
    return chosen(table.name.name, *named_after(table, constraint), taken.__contains__)
