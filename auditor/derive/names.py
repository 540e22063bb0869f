"""Names: what must be there and is not, what must not be there and is, and what hangs on what goes."""

import re

from auditor.derive.kinds import names_type
from auditor.derive.question import Question, constant
from auditor.derive.sequences import drawing
from auditor.derive.state import State
from auditor.derive.values import base_type, comparable, is_type
from auditor.migrations.queries import calls_of, columns_of
from auditor.model import operation as op
from auditor.model.check import Severity
from auditor.model.schema import CheckConstraint, ForeignKey, Index, Name, Table, TableKind, Unique

_SYSTEM = {"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"}
_NOW = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtime|localtimestamp|current_user|session_user)\b", re.I
)
_CAST = re.compile(r"::\s*(date|time|timestamp|timestamptz|interval|reg\w+)\b", re.IGNORECASE)
_VIEWS = (TableKind.VIEW, TableKind.MATERIALIZED)


def refused(state: State, operation: op.Operation) -> Question | None:
    """Why the server would refuse an operation whatever the rows, None where it would not."""
    match operation:
        case op.CreateTable(table, if_not_exists=lenient):
            if state.taken(table):
                return None if lenient else _taken(table, "42P07")
            return _twice(operation) or _untyped(state, *(one.type for one in operation.columns))
        case op.CopyTable(likes=likes):
            missing = [one.table for one in likes if state.table(one.table) is None]
            return _no_table(state, missing[0]) if missing else None
        case op.CreateView(view, replace=replaced):
            return _view(state, view, replaced) if state.taken(view) else None
        case op.DropTable(table, lenient, cascade) | op.DropView(table, lenient, cascade):
            found = state.table(table)
            if found is None:
                return None if lenient else _no_table(state, table)
            if isinstance(operation, op.DropTable) != (found.kind not in _VIEWS):
                return _fault(str(table), "other", "42809", f"{table} is a {found.kind.value}")
            if isinstance(operation, op.DropView) and operation.materialized != (found.kind is TableKind.MATERIALIZED):
                return _fault(str(table), "other", "42809", f"{table} is a {found.kind.value}")
            return None if cascade else _held(found, None, f"dropping {table}", "2BP01", _referring(state, found))
        case op.AddIndex(if_not_exists=lenient):
            return _index(state, operation) if not (lenient and _has_index(state, operation)) else None
        case op.DropIndex(name, lenient):
            index = state.index(name)
            if index is None:
                return None if lenient else _missing(state, str(name), "42704")
            if index.constraint:
                return _fault(str(name), "held", "2BP01", f"{name} belongs to a constraint")
            return _leant_on(state, state.tables[state.full(index.table)], index)
        case op.RenameIndex(name, to):
            if state.index(name) is None:
                return _missing(state, str(name), "42P01")
            return _taken(Name(to), "42P07") if state.taken(Name(to, name.schema)) else None
        case op.Truncate(tables, cascade):
            return _truncate(state, tables, cascade)
        case op.DropType(name, lenient, cascade):
            if name.name not in state.known:
                return None if lenient else _missing(state, f"the type {name}", "42704")
            return None if cascade else _typed(state, name)
        case op.CreateType(name):
            return _taken(name, "42710") if name.name in state.known else None
        case op.RenameType(name, to):
            if name.name not in state.known:
                return _missing(state, f"the type {name}", "42704")
            return _taken(Name(to), "42710") if to in state.known else None
        case op.AddLabel(name, label, lenient):
            if name.name not in state.known:
                return _missing(state, f"the type {name}", "42704")
            return (
                None if lenient or label not in state.known[name.name] else _taken(Name(f"{label} of {name}"), "42710")
            )
        case op.Harmless() | op.Opaque() | op.IfExists():
            return None
        case _:
            held = state.table(operation.table)
            return _no_table(state, operation.table) if held is None else _in_table(state, held, operation)


def _twice(made: op.CreateTable) -> Question | None:
    """Columns or primary keys of which a new table has one too many."""
    names = [one.name for one in made.columns]
    doubled = next((one for at, one in enumerate(names) if one in names[:at]), None)
    if doubled is not None:
        return _taken(Name(f"{made.table.name}.{doubled}"), "42701")
    if sum(isinstance(one, Unique) and one.primary for one in made.constraints) > 1:
        return _fault(made.table.name, "taken", "42P16", f"{made.table} would have two primary keys")
    return None


def _untyped(state: State, *kinds: str) -> Question | None:
    wrong = next((one for one in kinds if not is_type(state, one)), None)
    return None if wrong is None else _missing(state, f"the type {wrong}", "42704")


def _view(state: State, view: Name, replaced: bool) -> Question | None:
    found = state.table(view)
    if not replaced:
        return _taken(view, "42P07")
    if found is None or found.kind is not TableKind.VIEW:
        return _fault(str(view), "other", "42809", f"{view} is not a view")
    return _unsure(state, str(view), f"{view} is replaced, which its columns must allow")


def _in_table(state: State, table: Table, operation: op.Operation) -> Question | None:
    columns = table.columns
    inherited = any(table.name in one.children for one in state.tables.values())
    if inherited and isinstance(operation, op.DropColumn | op.RenameColumn | op.ChangeType | op.DropNotNull):
        return _unsure(state, str(table.name), f"{table.name.name} has its columns from another table")
    match operation:
        case op.RenameTable(_, to):
            return _taken(Name(to), "42P07") if state.taken(Name(to, table.name.schema)) else None
        case op.AddColumn(_, column, lenient):
            taken = (column.name in columns and not lenient) or column.name in _SYSTEM
            if taken:
                return _taken(Name(f"{table.name.name}.{column.name}"), "42701")
            return _untyped(state, column.type)
        case op.DropColumn(_, column, lenient, cascade):
            if column not in columns:
                return None if lenient else _no_column(state, table, column)
            return (
                None if cascade else _held(table, column, f"dropping {column}", "2BP01", _keyed(state, table, column))
            )
        case op.RenameColumn(_, column, to):
            if column not in columns:
                return _no_column(state, table, column)
            return _taken(Name(f"{table.name.name}.{to}"), "42701") if to in columns or to in _SYSTEM else None
        case op.ChangeType(_, column):
            if column not in columns:
                return _no_column(state, table, column)
            return _untyped(state, operation.type) or _held(table, column, f"another type for {column}", "0A000", ())
        case op.SetNotNull(_, column) | op.DropNotNull(_, column) | op.SetDefault(_, column):
            return None if column in columns else _no_column(state, table, column)
        case op.AddConstraint(_, constraint):
            return _constraint(state, table, constraint)
        case op.ValidateConstraint(_, name):
            return None if _has(table, name) else _missing(state, f"{name} on {table.name}", "42704")
        case op.DropConstraint(_, name, lenient, cascade):
            if not _has(table, name):
                return None if lenient else _missing(state, f"{name} on {table.name}", "42704")
            return None if cascade or name not in table.indexes else _leant_on(state, table, table.indexes[name])
        case op.RenameConstraint(_, name, to):
            if not _has(table, name):
                return _missing(state, f"{name} on {table.name}", "42704")
            return _taken(Name(f"{to} on {table.name.name}"), "42710") if _has(table, to) else None
        case op.DropTrigger(_, name, lenient):
            known = lenient or any(one.name == name for one in table.triggers)
            return None if known else _missing(state, f"{name} on {table.name}", "42704")
        case op.AddTrigger(_, name):
            known = any(one.name == name for one in table.triggers)
            return _taken(Name(f"{name} on {table.name.name}"), "42710") if known else None
        case op.Update(_, changes):
            wrong = [one for one, _ in changes if one not in columns]
            return _no_column(state, table, wrong[0]) if wrong and columns else None
        case op.Insert(_, names):
            wrong = [one for one in names if one not in columns]
            return _no_column(state, table, wrong[0]) if wrong and columns else None
        case _:
            return None


def _constraint(state: State, table: Table, constraint: object) -> Question | None:
    match constraint:
        case Unique(using=str(index)) if index not in table.indexes:
            return _missing(state, index, "42704")
        case Unique(columns=columns, using=using):
            wrong = [one for one in columns if one not in table.columns]
            if wrong and using is None:
                return _no_column(state, table, wrong[0])
            if constraint.primary and table.primary:
                return _fault(table.name.name, "taken", "42P16", f"{table.name} has a primary key already")
            if constraint.name is None:
                return None
            name = constraint.name
            if name != using and _has(table, name):
                return _taken(Name(f"{name} on {table.name.name}"), "42710")
            free = name == using or not state.taken(Name(name, table.name.schema))
            return None if free else _taken(Name(name), "42P07")
        case ForeignKey():
            return _foreign_key(state, table, constraint)
        case CheckConstraint(name=str(name)) if _has(table, name):
            return _taken(Name(f"{name} on {table.name.name}"), "42710")
    return None


def _foreign_key(state: State, table: Table, link: ForeignKey) -> Question | None:
    if link.name is not None and _has(table, link.name):
        return _taken(Name(f"{link.name} on {table.name.name}"), "42710")
    wrong = [one for one in link.columns if one not in table.columns]
    if wrong:
        return _no_column(state, table, wrong[0])
    parent = state.table(link.to)
    if parent is None:
        return _no_table(state, link.to)
    wanted = link.to_columns or parent.primary
    if len(wanted) != len(link.columns) and wanted:
        reason = f"{len(link.columns)} columns cannot refer to {len(wanted)} of {parent.name.name}"
        return _fault(f"{table.name.name}-{'-'.join(link.columns)}", "unkeyed", "42830", reason)
    lacking = [one for one in wanted if one not in parent.columns]
    if lacking:
        return _no_column(state, parent, lacking[0])
    for one, other in zip(link.columns, wanted, strict=True):
        kinds = table.columns[one].type, parent.columns[other].type
        if not comparable(state, *kinds):
            reason = f"{one} is {kinds[0]}, and {other} of {parent.name.name} is {kinds[1]}"
            return _fault(f"{table.name.name}-{one}", "uncomparable", "42804", reason)
    keys = (
        {key.column for key in one.keys}
        for one in parent.indexes.values()
        if one.unique and one.where is None and not one.deferrable
    )
    if not wanted or not any(set(wanted) == one for one in keys):
        reason = f"{parent.name.name} has no unique constraint on {', '.join(wanted) or 'its key'}"
        return _fault(f"{table.name.name}-{'-'.join(link.columns)}", "unkeyed", "42830", reason)
    return None


def _index(state: State, added: op.AddIndex) -> Question | None:
    table = state.table(added.index.table)
    if table is None:
        return _no_table(state, added.index.table)
    wrong = [one.column for one in added.index.keys if one.column and one.column not in table.columns]
    if wrong and table.columns:
        return _no_column(state, table, wrong[0])
    if state.taken(Name(added.index.name, table.name.schema)):
        if added.index.name.startswith(table.name.name) and added.index.name.endswith("_idx"):
            return _unsure(state, added.index.name, "an index without a name of its own gets one that is free")
        return _taken(Name(added.index.name), "42P07")
    if added.index.unique and table.kind is TableKind.PARTITIONED:
        return _unsure(
            state, added.index.name, f"{table.name.name} is partitioned, and by which columns is not known here"
        )
    return _unsteady(state, table, added.index)


def _unsteady(state: State, table: Table, index: Index) -> Question | None:
    """Expressions of an index must give the same for ever."""
    for text in [one.expression for one in index.keys if not one.column] + ([index.where] if index.where else []):
        wrong = sorted(set(calls_of(text)) & state.unsteady)
        if wrong or _NOW.search(text):
            reason = f"{wrong[0] + '()' if wrong else 'the present'} may not stand in an index: it is not immutable"
            return _fault(f"{table.name.name}-{index.name}", "unsteady", "42P17", reason)
        if _CAST.search(text):
            return _unsure(state, index.name, f"whether all casts in {' '.join(text.split())[:80]} are immutable")
    return None


def _has_index(state: State, added: op.AddIndex) -> bool:
    table = state.table(added.index.table)
    return table is not None and state.taken(Name(added.index.name, table.name.schema))


def _truncate(state: State, tables: tuple[Name, ...], cascade: bool) -> Question | None:
    full = {state.full(one) for one in tables}
    for one in tables:
        if state.table(one) is None:
            return _no_table(state, one)
        others = [child for child, _ in state.referring(one) if child.name not in full]
        if others and not cascade:
            reason = f"{others[0].name.name} refers to {one.name}"
            return _fault(one.name, "held", "0A000", f"{one.name} cannot be emptied alone: {reason}")
    return None


def _leant_on(state: State, table: Table, index: Index) -> Question | None:
    """Why a unique index cannot go: a foreign key refers to its columns, and no other has them."""
    columns = {key.column for key in index.keys}
    others = [one for one in table.indexes.values() if one.unique and one.name != index.name]
    if not index.unique or any({key.column for key in one.keys} == columns for one in others):
        return None
    keys = tuple(
        f"{link.name or 'unnamed'} of {child.name.name}"
        for child, link in state.referring(table.name)
        if set(link.to_columns or table.primary) == columns
    )
    rows = [{"kind": "foreign key", "name": one} for one in keys]
    return _hanging(table, table.name.name, f"dropping {index.name}", "2BP01", rows) if rows else None


def _typed(state: State, name: Name) -> Question | None:
    for table in state.tables.values():
        for one in table.columns.values():
            if base_type(one.type).removesuffix("[]").strip('"') in (name.name, str(name)):
                reason = f"{one.name} of {table.name.name} is of the type {name}"
                return _fault(name.name, "held", "2BP01", reason)
        if name.name not in state.made and names_type(table, state.called.get(name.name, name.name)):
            return _fault(name.name, "held", "2BP01", f"a rule or default of {table.name.name} needs the type {name}")
    return None


def _held(
    table: Table, column: str | None, doing: str, sqlstate: str, others: tuple[tuple[str, str], ...]
) -> Question | None:
    hanging = [one for one in table.dependents if column is None or one.column == column]
    computed = [
        ("generated column", one.name)
        for one in table.columns.values()
        if one.generated and column in columns_of(one.generated)
    ]
    found = computed + [(one.kind, one.name) for one in hanging if one.name != table.name.name] + list(others)
    if not found:
        return None
    label = table.name.name if column is None else f"{table.name.name}-{column}"
    rows = [{"kind": kind, "name": name} for kind, name in dict.fromkeys(found)]
    return _hanging(table, label, doing, sqlstate, rows)


def _hanging(table: Table, label: str, doing: str, sqlstate: str, rows: list[dict[str, str]]) -> Question:
    return Question(
        label,
        "held",
        Severity.ABORT,
        f"{table.name.name}: {doing} is held up by what depends on it",
        "The server refuses it as long as something else in the database needs it.",
        constant(rows, "kind", "name"),
        ("kind", "name"),
        sqlstate=sqlstate,
        catalog=True,
        table=table.name,
    )


def _referring(state: State, table: Table) -> tuple[tuple[str, str], ...]:
    """What keeps a table: foreign keys of others, and tables that inherit from it."""
    keys = [
        ("foreign key", f"{link.name or 'unnamed'} of {child.name.name}")
        for child, link in state.referring(table.name)
        if child.name != table.name
    ]
    plain = table.kind is TableKind.TABLE
    keys += _drawing(state, table, None)
    return (*keys, *(("inheriting table", one.name) for one in table.children if plain and one in state.tables))


def _keyed(state: State, table: Table, column: str) -> tuple[tuple[str, str], ...]:
    """Foreign keys of other tables, or other columns, that refer to a column, and defaults that need its sequence."""
    keys = tuple(
        ("foreign key", f"{link.name or 'unnamed'} of {child.name.name}")
        for child, link in state.referring(table.name)
        if column in (link.to_columns or table.primary) and not (child.name == table.name and column in link.columns)
    )
    return (*keys, *_drawing(state, table, column))


def _drawing(state: State, table: Table, column: str | None) -> list[tuple[str, str]]:
    return [("default", f"{one.name} of {other.name.name}") for other, one in drawing(state, table, column)]


def _has(table: Table, name: str) -> bool:
    held = any(one.name == name for one in table.constraints)
    return held or (name in table.indexes and table.indexes[name].constraint)


def _no_column(state: State, table: Table, column: str) -> Question:
    if table.kind in _VIEWS and not table.columns:
        return _unsure(
            state, f"{table.name.name}.{column}", "the columns of a view that is made on the way are not known"
        )
    return _missing(state, f"{table.name.name}.{column}", "42703")


def _no_table(state: State, name: Name) -> Question:
    lost = name.schema is not None and bool(state.schemas) and name.schema not in state.schemas
    return _missing(state, str(name), "3F000" if lost else "42P01")


def _missing(state: State, what: str, sqlstate: str) -> Question:
    doubted = next((why for one, why in state.doubts.items() if what in (one.name, str(one))), None)
    if doubted is not None:
        return _unsure(state, what, f"it is not known what {what} will be: {doubted}")
    if state.doubt is not None:
        return _unsure(state, what, f"{what} is not there now, but may be by then: {state.doubt}")
    return _fault(what, "absent", sqlstate, f"{what} will not be there")


def _taken(name: Name, sqlstate: str) -> Question:
    return _fault(str(name), "taken", sqlstate, f"{name} is there already")


def _unsure(state: State, what: str, reason: str) -> Question:
    return Question(
        what.replace(".", "-").replace(" ", "-"),
        "absent",
        Severity.ABORT,
        f"{what}: is it there?",
        reason,
        unknown=reason,
    )


def _fault(what: str, fault: str, sqlstate: str, reason: str) -> Question:
    return Question(
        what.replace(".", "-").replace(" ", "-"),
        fault,
        Severity.ABORT,
        f"The {reason[4:]}" if reason.startswith("the ") else reason,
        "The server refuses the statement, whatever the rows are.",
        constant([{"name": what, "reason": reason}], "name", "reason"),
        ("name",),
        sqlstate=sqlstate,
        catalog=True,
    )
