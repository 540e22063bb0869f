"""Names: what must be there and is not, what must not be there and is, and what hangs on what goes."""

from auditor.derive.additions import constraint_refused, has_index, index_refused
from auditor.derive.extensions import extension_refused
from auditor.derive.faults import VIEWS, fault, has, missing, no_column, no_table, taken, unsure
from auditor.derive.held import composing, emptied, held, keyed, leant_on, referring, type_held
from auditor.derive.question import Question
from auditor.derive.state import State
from auditor.derive.values import is_type
from auditor.model import operation as op
from auditor.model.schema import Name, Table, TableKind, Unique

_SYSTEM = {"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"}


def refused(state: State, operation: op.Operation) -> Question | None:
    """Why the server would refuse an operation whatever the rows, None where it would not."""
    match operation:
        case op.CreateTable(table, if_not_exists=lenient):
            if state.taken(table):
                return None if lenient else taken(state, table, "42P07")
            return _twice(operation) or _untyped(state, *(one.type for one in operation.columns))
        case op.CopyTable(likes=likes):
            lacking = [one.table for one in likes if state.table(one.table) is None]
            return no_table(state, lacking[0]) if lacking else None
        case op.CreateView(view, replace=replaced):
            return _view(state, view, replaced) if state.taken(view) else None
        case op.DropTable(table, lenient, cascade) | op.DropView(table, lenient, cascade):
            found = state.table(table)
            if found is None:
                return None if lenient else no_table(state, table)
            if isinstance(operation, op.DropTable) != (found.kind not in VIEWS):
                return fault(str(table), "other", "42809", f"{table} is a {found.kind.value}")
            if isinstance(operation, op.DropView) and operation.materialized != (found.kind is TableKind.MATERIALIZED):
                return fault(str(table), "other", "42809", f"{table} is a {found.kind.value}")
            return None if cascade else held(state, found, None, f"dropping {table}", "2BP01", referring(state, found))
        case op.AddIndex(if_not_exists=lenient):
            return index_refused(state, operation) if not (lenient and has_index(state, operation)) else None
        case op.DropIndex(name, lenient):
            index = state.index(name)
            if index is None:
                return None if lenient else missing(state, str(name), "42704")
            if index.constraint:
                return fault(str(name), "held", "2BP01", f"{name} belongs to a constraint")
            return leant_on(state, state.tables[state.full(index.table)], index)
        case op.RenameIndex(name, to):
            if state.index(name) is None:
                return missing(state, str(name), "42P01")
            return taken(state, Name(to), "42P07") if state.taken(Name(to, name.schema)) else None
        case op.Truncate(tables, cascade):
            return emptied(state, tables, cascade)
        case op.DropType(name, lenient, cascade):
            if name.name not in state.known:
                return None if lenient else missing(state, f"the type {name}", "42704")
            return None if cascade else type_held(state, name)
        case op.CreateType(name):
            return taken(state, name, "42710") if name.name in state.known else None
        case op.RenameType(name, to):
            if name.name not in state.known:
                return missing(state, f"the type {name}", "42704")
            return taken(state, Name(to), "42710") if to in state.known else None
        case op.AddLabel(name, label, lenient):
            if name.name not in state.known:
                return missing(state, f"the type {name}", "42704")
            return (
                None
                if lenient or label not in state.known[name.name]
                else taken(state, Name(f"{label} of {name}"), "42710")
            )
        case op.Harmless(text):
            return extension_refused(state, text)
        case op.Opaque() | op.IfExists():
            return None
        case _:
            found = state.table(operation.table)
            return no_table(state, operation.table) if found is None else _in_table(state, found, operation)


def _twice(made: op.CreateTable) -> Question | None:
    """Columns or primary keys of which a new table has one too many."""
    names = [one.name for one in made.columns]
    doubled = next((one for at, one in enumerate(names) if one in names[:at]), None)
    if doubled is not None:
        name = f"{made.table.name}.{doubled}"
        return fault(name, "taken", "42701", f"{name} is there already")
    if sum(isinstance(one, Unique) and one.primary for one in made.constraints) > 1:
        return fault(made.table.name, "taken", "42P16", f"{made.table} would have two primary keys")
    return None


def _untyped(state: State, *kinds: str) -> Question | None:
    wrong = next((one for one in kinds if not is_type(state, one)), None)
    return None if wrong is None else missing(state, f"the type {wrong}", "42704")


def _view(state: State, view: Name, replaced: bool) -> Question | None:
    found = state.table(view)
    if not replaced:
        return taken(state, view, "42P07")
    if found is None or found.kind is not TableKind.VIEW:
        return fault(str(view), "other", "42809", f"{view} is not a view")
    return unsure(state, str(view), f"{view} is replaced, which its columns must allow")


def _in_table(state: State, table: Table, operation: op.Operation) -> Question | None:
    columns = table.columns
    inherited = any(table.name in one.children for one in state.tables.values())
    if inherited and isinstance(operation, op.DropColumn | op.RenameColumn | op.ChangeType | op.DropNotNull):
        return unsure(state, str(table.name), f"{table.name.name} has its columns from another table")
    match operation:
        case op.RenameTable(_, to):
            return taken(state, Name(to), "42P07") if state.taken(Name(to, table.name.schema)) else None
        case op.AddColumn(_, column, lenient):
            if (column.name in columns and not lenient) or column.name in _SYSTEM:
                return taken(state, Name(f"{table.name.name}.{column.name}"), "42701")
            return _untyped(state, column.type)
        case op.DropColumn(_, column, lenient, cascade):
            if column not in columns:
                return None if lenient else no_column(state, table, column)
            return (
                None
                if cascade
                else held(state, table, column, f"dropping {column}", "2BP01", keyed(state, table, column))
            )
        case op.RenameColumn(_, column, to):
            if column not in columns:
                return no_column(state, table, column)
            return taken(state, Name(f"{table.name.name}.{to}"), "42701") if to in columns or to in _SYSTEM else None
        case op.ChangeType(_, column):
            if column not in columns:
                return no_column(state, table, column)
            doing = f"another type for {column}"
            return _untyped(state, operation.type) or held(state, table, column, doing, "0A000", composing(table))
        case op.SetNotNull(_, column) | op.DropNotNull(_, column) | op.SetDefault(_, column):
            return None if column in columns else no_column(state, table, column)
        case op.AddConstraint(_, constraint):
            return constraint_refused(state, table, constraint)
        case op.ValidateConstraint(_, name):
            return None if has(table, name) else missing(state, f"{name} on {table.name}", "42704")
        case op.DropConstraint(_, name, lenient, cascade):
            if not has(table, name):
                return None if lenient else missing(state, f"{name} on {table.name}", "42704")
            return None if cascade or name not in table.indexes else leant_on(state, table, table.indexes[name])
        case op.RenameConstraint(_, name, to):
            if not has(table, name):
                return missing(state, f"{name} on {table.name}", "42704")
            return taken(state, Name(f"{to} on {table.name.name}"), "42710") if has(table, to) else None
        case op.DropTrigger(_, name, lenient):
            known = lenient or any(one.name == name for one in table.triggers)
            return None if known else missing(state, f"{name} on {table.name}", "42704")
        case op.AddTrigger(_, name):
            known = any(one.name == name for one in table.triggers)
            return taken(state, Name(f"{name} on {table.name.name}"), "42710") if known else None
        case op.Update(_, changes):
            wrong = [one for one, _ in changes if one not in columns]
            return no_column(state, table, wrong[0]) if wrong and columns else None
        case op.Insert(_, names):
            wrong = [one for one in names if one not in columns]
            return no_column(state, table, wrong[0]) if wrong and columns else None
        case _:
            return None
