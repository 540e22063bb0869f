"""What DDL makes of tables: their columns, indexes and constraints, and their rows where a column changes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from auditor.derive.loosened import gone_with
from auditor.derive.naming import constraint_name
from auditor.derive.sequences import drawing
from auditor.derive.state import ROW, State
from auditor.derive.values import NUMBERED, castable, default, next_number, numbering, steady
from auditor.migrations.reshaping import key_index
from auditor.model import operation as op
from auditor.model.schema import (
    CheckConstraint,
    Column,
    Constraint,
    Dependent,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    Name,
    Table,
    TableKind,
    Trigger,
    Unique,
    quoted,
)

Reshaping = (
    op.CreateTable
    | op.DropTable
    | op.RenameTable
    | op.AddColumn
    | op.DropColumn
    | op.RenameColumn
    | op.ChangeType
    | op.SetNotNull
    | op.DropNotNull
    | op.SetDefault
    | op.AddConstraint
    | op.ValidateConstraint
    | op.DropConstraint
    | op.AddIndex
    | op.DropIndex
    | op.RenameIndex
    | op.DropView
    | op.RenameConstraint
    | op.AddTrigger
    | op.DropTrigger
)


def reshaped(state: State, operation: Reshaping) -> State:
    """The state behind a change of shape; what is not there, or there already, leaves it as it was."""
    match operation:
        case op.CreateTable():
            return state if state.taken(operation.table) else created(state, operation)
        case op.AddIndex(index):
            table = state.table(index.table)
            return state if table is None or state.taken(_beside(table, index.name)) else _indexed(state, table, index)
        case op.DropIndex(name) | op.RenameIndex(name):
            found = state.index(name)
            return state if found is None else _index_gone(state, found, operation)
        case op.DropView(view):
            return gone_with(state.without(view), state.full(view))
        case _:
            table = state.table(operation.table)
            return state if table is None else _table_reshaped(state, table, operation)


def created(state: State, made: op.CreateTable) -> State:
    """With a new, empty table."""
    full = made.table if made.table.schema else Name(made.table.name, state.path[0])
    table = Table(full, {one.name: one for one in made.columns}, rows=0, temporary=made.temporary)
    columns = "".join(f", null::{castable(state, one.type)} as {quoted(one.name)}" for one in made.columns)
    after = state.with_table(table).with_layer(full, f"select null::tid as {ROW}{columns} where false", [])
    for one in made.constraints:
        after = _constrained(after, after.tables[full], one)
    if made.query is not None:
        return after.doubting([full], f"{full.name} is made by a query")
    return after


def _table_reshaped(state: State, table: Table, operation: Reshaping) -> State:
    match operation:
        case op.DropTable():
            state = _undrawn(state, table, None)
            return gone_with(_unreferred(state.without(table.name), table.name), table.name)
        case op.RenameTable(_, to):
            return _renamed(state, table, to)
        case op.AddColumn(_, column):
            return state if column.name in table.columns else _widened(state, table, column)
        case op.DropColumn(_, column):
            return gone_with(_narrowed(_undrawn(state, table, column), table, column), table.name, column)
        case op.RenameColumn(_, column, to):
            return _relabelled(state, table, column, to)
        case op.ChangeType():
            return _retyped(state, table, operation)
        case op.SetNotNull(_, column):
            return _column(state, table, column, nullable=False)
        case op.DropNotNull(_, column):
            return _column(state, table, column, nullable=True)
        case op.SetDefault(_, column, value):
            return _column(state, table, column, default=value)
        case op.AddConstraint(_, constraint):
            return _constrained(state, table, constraint)
        case op.ValidateConstraint(_, name):
            held = tuple(_validated(one) if one.name == name else one for one in table.constraints)
            return state.with_table(replace(table, constraints=held))
        case op.DropConstraint(_, name):
            return _unconstrained(state, table, name)
        case op.RenameConstraint(_, name, to):
            return _constraint_called(state, table, name, to)
        case op.AddTrigger(_, name, events, columns):
            hanging = tuple(Dependent("trigger", name, one, table.name) for one in sorted(columns))
            triggers = (*table.triggers, Trigger(name, events, columns))
            return state.with_table(replace(table, triggers=triggers, dependents=(*table.dependents, *hanging)))
        case op.DropTrigger(_, name):
            triggers = tuple(one for one in table.triggers if one.name != name)
            rest = tuple(one for one in table.dependents if (one.kind, one.name) != ("trigger", name))
            return state.with_table(replace(table, triggers=triggers, dependents=rest))
        case _:
            raise AssertionError(operation)


def _indexed(state: State, table: Table, index: Index) -> State:
    return state.with_table(replace(table, indexes={**table.indexes, index.name: replace(index, table=table.name)}))


def _index_gone(state: State, index: Index, operation: op.DropIndex | op.RenameIndex) -> State:
    table = state.tables[state.full(index.table)]
    rest = {name: one for name, one in table.indexes.items() if name != index.name}
    if isinstance(operation, op.RenameIndex):
        rest[operation.to] = replace(index, name=operation.to)
    return state.with_table(replace(table, indexes=rest))


def _constrained(state: State, table: Table, constraint: Constraint) -> State:
    if not isinstance(constraint, Unique):
        held = replace(constraint, name=constraint_name(state, table, constraint))
        after = state.with_table(replace(table, constraints=(*table.constraints, held)))
        if isinstance(held, Exclusion) and held.name is not None:
            own = Index(held.name, table.name, held.keys, where=held.where, method=held.method, constraint=True)
            return _indexed(after, after.tables[table.name], own)
        return after
    index = key_index(table, constraint)
    rest = {name: one for name, one in table.indexes.items() if name != constraint.using}
    index = index if constraint.using else replace(index, name=constraint_name(state, table, constraint))
    columns = dict(table.columns)
    if constraint.primary:
        for key in index.keys:
            if key.column in columns:
                columns[key.column] = replace(columns[key.column], nullable=False)
    return state.with_table(replace(table, columns=columns, indexes={**rest, index.name: index}))


def _unconstrained(state: State, table: Table, name: str) -> State:
    rest = tuple(one for one in table.constraints if one.name != name)
    indexes = {key: one for key, one in table.indexes.items() if key != name or not one.constraint}
    return state.with_table(replace(table, constraints=rest, indexes=indexes))


def _constraint_called(state: State, table: Table, name: str, to: str) -> State:
    held = tuple(replace(one, name=to) if one.name == name else one for one in table.constraints)
    indexes = {
        (to if key == name else key): (replace(one, name=to) if key == name else one)
        for key, one in table.indexes.items()
    }
    return state.with_table(replace(table, constraints=held, indexes=indexes))


def _validated(constraint: Constraint) -> Constraint:
    if isinstance(constraint, ForeignKey | CheckConstraint):
        return replace(constraint, validated=True)
    return constraint


def _column(state: State, table: Table, name: str, **changes: object) -> State:
    if name not in table.columns:
        return state
    column = replace(table.columns[name], **changes)  # type: ignore[arg-type]
    return state.with_table(replace(table, columns={**table.columns, name: column}))


def _widened(state: State, table: Table, column: Column) -> State:
    kind = castable(state, column.type)
    if column.generated:
        value = f"({column.generated})::{kind}"
    elif numbering(column) is not None:
        value = f"({next_number(state, table, column)} + {NUMBERED} - 1)::numeric::{kind}"
    else:
        value = default(state, column)
    after = state.with_table(replace(table, columns={**table.columns, column.name: column}))
    return _relayered(state, after, table, {**_as_they_are(table), column.name: value})


def _narrowed(state: State, table: Table, name: str) -> State:
    if name not in table.columns:
        return state
    columns = {one: column for one, column in table.columns.items() if one != name}
    indexes = {one: index for one, index in table.indexes.items() if not _uses(index, name)}
    after = replace(
        table,
        columns=columns,
        indexes=indexes,
        constraints=tuple(one for one in table.constraints if not _speaks_of(one, name)),
        dependents=tuple(one for one in table.dependents if one.column != name),
    )
    return _relayered(state, state.with_table(after), table, {one: quoted(one) for one in columns})


def _relabelled(state: State, table: Table, name: str, to: str) -> State:
    if name not in table.columns or to in table.columns:
        return state
    columns = {
        (to if one == name else one): (replace(column, name=to) if one == name else column)
        for one, column in table.columns.items()
    }
    after = replace(
        table,
        columns=columns,
        indexes={one: _index_renamed(index, name, to) for one, index in table.indexes.items()},
        constraints=tuple(_constraint_renamed(one, name, to) for one in table.constraints),
        dependents=tuple(replace(one, column=to) if one.column == name else one for one in table.dependents),
    )
    moved = {(to if one == name else one): quoted(one) for one in table.columns}
    return _referring_renamed(_relayered(state, state.with_table(after), table, moved), table, name, to)


def _referring_renamed(state: State, table: Table, name: str, to: str) -> State:
    for child, link in tuple(state.referring(table.name)):
        ends = tuple(to if one == name else one for one in link.to_columns)
        held = tuple(replace(link, to_columns=ends) if one == link else one for one in child.constraints)
        state = state.with_table(replace(state.tables[child.name], constraints=held))
    return state


def _retyped(state: State, table: Table, change: op.ChangeType) -> State:
    if change.column not in table.columns:
        return state
    column = replace(table.columns[change.column], type=change.type, collation=change.collation)
    after = state.with_table(replace(table, columns={**table.columns, column.name: column}))
    value = f"({steady(change.using or quoted(change.column))})::{castable(state, change.type)}"
    return _relayered(state, after, table, {**_as_they_are(table), change.column: value})


def _renamed(state: State, table: Table, to: str) -> State:
    name = Name(to, table.name.schema)
    if state.taken(name):
        return state
    indexes = {one: replace(index, table=name) for one, index in table.indexes.items()}
    top = state.top(table.name)
    columns = ", ".join(map(quoted, table.columns))
    after = state.without(table.name).with_table(replace(table, name=name, indexes=indexes))
    after = after.with_layer(name, f"select {ROW}, {columns} from {state.source(table.name)}", [top] if top else [])
    if table.name in state.doubts:
        after = after.doubting([name], state.doubts[table.name])
    for child, link in tuple(state.referring(table.name)):
        held = tuple(replace(link, to=name) if one == link else one for one in child.constraints)
        child_name = name if child.name == table.name else child.name
        after = after.with_table(replace(after.tables[child_name], constraints=held))
    return after


def _relayered(before: State, after: State, table: Table, values: Mapping[str, str]) -> State:
    if table.kind not in (TableKind.TABLE, TableKind.PARTITIONED):
        return after.doubting([table.name], f"{table.name} is no plain table")
    chosen = "".join(f", {value} as {quoted(name)}" for name, value in values.items())
    top = before.top(table.name)
    held = f"{before.source(table.name)} as {quoted(table.name.name)}"
    return after.with_layer(table.name, f"select {ROW}{chosen} from {held}", [top] if top else [])


def _as_they_are(table: Table) -> dict[str, str]:
    return {one: quoted(one) for one in table.columns}


def _unreferred(state: State, name: Name) -> State:
    for child, link in tuple(state.referring(name)):
        state = state.with_table(
            replace(state.tables[child.name], constraints=tuple(one for one in child.constraints if one != link))
        )
    return state


def _undrawn(state: State, table: Table, column: str | None) -> State:
    """Without the defaults that draw from a sequence which goes: with CASCADE they go as well."""
    for other, one in tuple(drawing(state, table, column)):
        state = _column(state, state.tables[other.name], one.name, default=None)
    return state


def _beside(table: Table, name: str) -> Name:
    return Name(name, table.name.schema)


def _uses(index: Index, column: str) -> bool:
    return any(key.column == column or (key.column is None and column in key.expression) for key in index.keys) or (
        index.where is not None and column in index.where
    )


def _speaks_of(constraint: Constraint, column: str) -> bool:
    match constraint:
        case ForeignKey(columns=columns):
            return column in columns
        case CheckConstraint(expression=expression):
            return column in expression
        case Exclusion(keys=keys):
            return any(key.column == column for key in keys)
        case Unique():
            return False
    assert_never(constraint)


def _index_renamed(index: Index, name: str, to: str) -> Index:
    return replace(index, keys=tuple(Key.of(to) if key.column == name else key for key in index.keys))


def _constraint_renamed(constraint: Constraint, name: str, to: str) -> Constraint:
    if isinstance(constraint, ForeignKey):
        return replace(constraint, columns=tuple(to if one == name else one for one in constraint.columns))
    return constraint
