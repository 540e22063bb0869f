"""Expressions that name enumerations which the database has not got, as it can take them: their values are texts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from auditor.derive.state import State
from auditor.derive.values import bare_type, base_type
from auditor.errors import SourceError
from auditor.migrations import sql_labels
from auditor.migrations.sql_labels import Kinds
from auditor.model import operation as op
from auditor.model.schema import CheckConstraint, Column, Constraint, Exclusion, Index, Key, Name, Table, quoted

_PLAIN_TEXTS = ("text", "character varying")


def told(state: State, operation: op.Operation) -> op.Operation:
    """The operation in words that the database has; opaque where that cannot be said."""
    if not state.made and not state.called:
        return operation
    try:
        return _told(state, operation)
    except SourceError as error:
        tables = tables_named(operation)
        return op.Opaque(type(operation).__name__, str(error), tables or None)


def told_table(state: State, table: Table) -> Table:
    """A table whose rules and defaults are in such words. Raises SourceError."""
    kinds = _kinds(state, [table.name])
    return replace(
        table,
        columns={name: _column(state, one, kinds) for name, one in table.columns.items()},
        constraints=tuple(_constraint(one, kinds) for one in table.constraints),
        indexes={name: _index(one, kinds) for name, one in table.indexes.items()},
    )


def labels_cast_to(state: State, column: Column, change: op.ChangeType) -> tuple[str, ...]:
    """The labels of which a column's values must be, where it is cast to an enumeration and nothing else is done."""
    labels = state.known.get(bare_type(change.type), ())
    if not labels or change.using is None or change.type.endswith("[]"):
        return ()
    ways = ("::text", "::varchar", *(("",) if base_type(column.type) in _PLAIN_TEXTS else ()))
    of, kinds = _of(state, change.type), _kinds(state, ())
    own = quoted(column.name)
    told_ways = (sql_labels.expression(f"{own}{one}::{change.type}", kinds, of) for one in ways)
    return labels if change.using in told_ways else ()


def tables_named(operation: op.Operation) -> tuple[Name, ...]:
    """The table or view that an operation is about, if it is about one."""
    match operation:
        case op.IfExists(operation=inner):
            return tables_named(inner)
        case op.AddIndex(index):
            return (index.table,)
        case op.CreateView(view):
            return (view,)
        case _:
            table: Name | None = getattr(operation, "table", None)
            return () if table is None else (table,)


def _told(state: State, operation: op.Operation) -> op.Operation:
    kinds = _kinds(state, (*tables_named(operation), *getattr(operation, "reads", ())))
    match operation:
        case op.IfExists(operation=inner):
            return replace(operation, operation=_told(state, inner))
        case op.CreateTable(query=query):
            columns, constraints = _parts(state, operation, kinds)
            query = query and sql_labels.query(query, kinds)
            return replace(operation, columns=columns, constraints=constraints, query=query)
        case op.CopyTable():
            columns, constraints = _parts(state, operation, kinds)
            return replace(operation, columns=columns, constraints=constraints)
        case op.AddColumn(_, column):
            kind = _of(state, column.type)
            if kind is not None and not state.known.get(kind):
                raise SourceError(f"the type {kind} is yet to be made, and is no enumeration")
            return replace(operation, column=_column(state, column, kinds))
        case op.ChangeType():
            return replace(operation, using=_using(state, operation, kinds))
        case op.SetDefault(table, name, str(default)):
            of = _target(state, table, name)
            return replace(operation, default=sql_labels.expression(default, kinds, of))
        case op.AddConstraint(_, constraint):
            return replace(operation, constraint=_constraint(constraint, kinds))
        case op.AddIndex(index):
            return replace(operation, index=_index(index, kinds))
        case op.CreateView(_, query):
            return replace(operation, query=sql_labels.query(query, kinds))
        case op.Insert() | op.Update() | op.Delete():
            return _written(state, operation, kinds)
        case _:
            return operation


def _parts(
    state: State, made: op.CreateTable | op.CopyTable, kinds: Kinds
) -> tuple[tuple[Column, ...], tuple[Constraint, ...]]:
    own = {one.name: _of(state, one.type) for one in made.columns}
    inside = replace(kinds, columns={name: of for name, of in own.items() if of is not None})
    columns = tuple(_column(state, one, inside) for one in made.columns)
    return columns, tuple(_constraint(one, inside) for one in made.constraints)


def _written(state: State, operation: op.Insert | op.Update | op.Delete, kinds: Kinds) -> op.Operation:
    ctes = operation.ctes and sql_labels.ctes(operation.ctes, kinds)
    if isinstance(operation, op.Insert):
        if operation.query is None:
            return replace(operation, ctes=ctes)
        table = state.table(operation.table)
        names = operation.columns or (tuple(table.columns) if table else ())
        of = tuple(_target(state, operation.table, one) for one in names)
        return replace(operation, ctes=ctes, query=sql_labels.query(operation.query, kinds, of))
    where = operation.where and sql_labels.expression(operation.where, kinds)
    source = operation.source and sql_labels.sources(operation.source, kinds)
    if isinstance(operation, op.Delete):
        return replace(operation, where=where, source=source, ctes=ctes)
    changes = tuple(
        (name, sql_labels.expression(value, kinds, _target(state, operation.table, name)))
        if value != "DEFAULT"
        else (name, value)
        for name, value in operation.changes
    )
    return replace(operation, changes=changes, where=where, source=source, ctes=ctes)


def _using(state: State, change: op.ChangeType, kinds: Kinds) -> str | None:
    if _target(state, change.table, change.column) is not None:
        table = state.table(change.table)
        rules = () if table is None else (*table.constraints, *table.indexes.values())
        if any(not isinstance(one, Index) or one.where or not all(key.column for key in one.keys) for one in rules):
            raise SourceError("what holds of a column of a type that is yet to be made is not followed")
    return change.using and sql_labels.expression(change.using, kinds, _of(state, change.type))


def _column(state: State, column: Column, kinds: Kinds) -> Column:
    of = _of(state, column.type)
    default = column.default and sql_labels.expression(column.default, kinds, of)
    generated = column.generated and sql_labels.expression(column.generated, kinds, of)
    return replace(column, default=default, generated=generated)


def _constraint(constraint: Constraint, kinds: Kinds) -> Constraint:
    match constraint:
        case CheckConstraint(expression=expression):
            return replace(constraint, expression=sql_labels.expression(expression, kinds))
        case Exclusion(keys=keys, where=where):
            told_keys = tuple(_key(one, kinds) for one in keys)
            return replace(constraint, keys=told_keys, where=where and sql_labels.expression(where, kinds))
        case _:
            return constraint


def _index(index: Index, kinds: Kinds) -> Index:
    where = index.where and sql_labels.expression(index.where, kinds)
    return replace(index, keys=tuple(_key(one, kinds) for one in index.keys), where=where)


def _key(key: Key, kinds: Kinds) -> Key:
    return key if key.column else replace(key, expression=sql_labels.expression(key.expression, kinds))


def _kinds(state: State, names: Iterable[Name]) -> Kinds:
    seen: dict[str, set[str | None]] = defaultdict(set)
    for table in (one for one in map(state.table, names) if one is not None):
        for column in table.columns.values():
            seen[column.name].add(_of(state, column.type))
    columns = {name: found.pop() if len(found) == 1 else None for name, found in seen.items() if found != {None}}
    return Kinds({one: state.known.get(one, ()) for one in state.made}, state.called, columns)


def _target(state: State, table: Name, column: str) -> str | None:
    found = state.table(table)
    return None if found is None or column not in found.columns else _of(state, found.columns[column].type)


def _of(state: State, kind: str) -> str | None:
    """The name of a type, where it is yet to be made."""
    name = bare_type(kind)
    if name not in state.made:
        return None
    if kind.endswith("[]"):
        raise SourceError(f"it has an array of {name}, which is yet to be made")
    return name
