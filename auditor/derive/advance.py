"""What the database is after one operation. Where an operation cannot succeed, it is as if it had not been."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditor.derive import inserts, kinds, rows, shapes
from auditor.derive.compose import TooDeepError, within
from auditor.derive.extensions import extended
from auditor.derive.loosened import loosened
from auditor.derive.state import State
from auditor.errors import SourceError
from auditor.migrations.queries import read_of
from auditor.model import operation as op
from auditor.model.schema import Dependent, Name, Table, TableKind, Trigger

_SEQUENCES = ("setval", "alter sequence", "restart identity")
_EVENT = {op.Insert: "insert", op.Update: "update", op.Delete: "delete"}


def advance(state: State, operation: op.Operation) -> State:
    """The state behind `operation`. What cannot be followed leaves a doubt, never an error."""
    try:
        match operation:
            case op.Insert() | op.Update() | op.Delete() | op.Truncate():
                return _with_rows(state, operation)
            case op.CreateView():
                return _with_view(state, operation)
            case op.Harmless(text):
                state = extended(loosened(state, text), text)
                return replace(state, renumbered=True) if any(one in text.lower() for one in _SEQUENCES) else state
            case op.Opaque(text, reason, tables):
                return loosened(state, text, tables or ()).doubting(tables, f"{reason}: {' '.join(text.split())[:60]}")
            case op.CreateType() | op.AddLabel() | op.DropType() | op.RenameType():
                return kinds.retyped(state, operation)
            case op.IfExists():
                return state
            case op.CopyTable(table, likes=likes):
                return state.doubting([table], f"it is like {likes[0].table}, which is not there")
            case op.RenameTable(table, to) if state.table(table) is None and state.full(table) in state.doubts:
                return state.doubting([Name(to, state.full(table).schema)], state.doubts[state.full(table)])
            case _:
                return shapes.reshaped(state, operation)
    except TooDeepError as error:
        return state.doubting(_written(operation), str(error))
    except SourceError as error:
        return state.doubting(_written(operation), f"could not be followed: {error}")


def watched(state: State, table: Table, operation: op.Operation) -> str | None:
    """The trigger that runs on a statement and may do anything, if there is one."""
    event = "truncate" if isinstance(operation, op.Truncate) else _EVENT.get(type(operation))
    return next((one.name for one in table.triggers if event in one.events and _fires(one, operation)), None)


def strewn(state: State, table: Table, operation: op.Operation) -> str | None:
    """Why the rows that a statement touches are not those of this one table, if they may not be."""
    if table.kind not in (TableKind.TABLE, TableKind.PARTITIONED):
        return f"{table.name.name} is a {KINDS[table.kind]}, and where its rows go is not followed"
    kin = state.kin(table.name)
    whole = table.kind is TableKind.PARTITIONED and set(kin) <= set(_below(state, table))
    if not kin or (whole and isinstance(operation, op.Delete | op.Truncate)):
        return None
    return f"{table.name.name} shares its rows with {kin[0].name}"


def _below(state: State, table: Table) -> Iterator[Name]:
    for one in table.children:
        yield one
        if one in state.tables:
            yield from _below(state, state.tables[one])


def _fires(trigger: Trigger, operation: op.Operation) -> bool:
    if not isinstance(operation, op.Update) or not trigger.columns:
        return True
    return bool(trigger.columns & {name for name, _ in operation.changes})


def _with_rows(state: State, statement: op.Insert | op.Update | op.Delete | op.Truncate) -> State:
    names = statement.tables if isinstance(statement, op.Truncate) else (statement.table,)
    tables = [one for one in map(state.table, names) if one is not None]
    if len(tables) != len(names):
        return state
    for one in tables:
        trigger = watched(state, one, statement)
        if trigger is not None:
            return state.doubting([one.name], f"the trigger {trigger} on {one.name} runs on it")
        why = strewn(state, one, statement)
        if why is not None:
            return state.doubting([one.name, *state.kin(one.name)], why)
        if state.kin(one.name):
            state = state.doubting(state.kin(one.name), f"rows of {one.name.name} changed, of which it is a part")
    match statement:
        case op.Insert():
            return inserts.inserted(state, tables[0], statement).state
        case op.Update():
            return rows.updated(state, tables[0], statement).state
        case op.Delete():
            return rows.kept(state, tables[0], statement).state
        case op.Truncate():
            return rows.emptied(state, statement)


def _with_view(state: State, view: op.CreateView) -> State:
    full = view.view if view.view.schema else Name(view.view.name, state.path[0])
    kind = TableKind.MATERIALIZED if view.materialized else TableKind.VIEW
    made = state.with_table(Table(full, {}, kind))
    below = [top for top in map(state.top, view.reads) if top is not None]
    after = made.with_layer(full, within(state, view.query, view.reads), below)
    for table in (one for one in map(state.table, view.reads) if one is not None):
        after = after.with_table(_leant_on(table, full, kind, view.query))
    return after


def _leant_on(table: Table, view: Name, kind: TableKind, query: str) -> Table:
    """The table with a view that hangs on it, by the columns that its query names."""
    try:
        mentioned = read_of(query, table.name.name)
    except SourceError:
        mentioned = None
    names = [one for one in table.columns if mentioned is None or one in mentioned]
    what = "materialized view" if kind is TableKind.MATERIALIZED else "view"
    new = [Dependent(what, view.name, one, view) for one in names] or [Dependent(what, view.name, None, view)]
    return replace(table, dependents=(*table.dependents, *new))


def _written(operation: op.Operation) -> tuple[Name, ...] | None:
    match operation:
        case op.Truncate(tables):
            return tables
        case op.CreateView(view):
            return (view,)
        case op.AddIndex(index):
            return (index.table,)
        case _:
            table: Name | None = getattr(operation, "table", None)
            return None if table is None else (table,)


KINDS: Mapping[TableKind, str] = {
    TableKind.VIEW: "view",
    TableKind.MATERIALIZED: "materialized view",
    TableKind.FOREIGN: "foreign table",
    TableKind.TABLE: "table",
    TableKind.PARTITIONED: "partitioned table",
}
