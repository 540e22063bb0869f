"""What one operation demands of the database at the point where it runs."""

from collections.abc import Iterator

from auditor.derive import columns, keys, losses, names, references, risks, sequences, statements
from auditor.derive.compose import TooDeepError
from auditor.derive.question import Question
from auditor.derive.shapes import reshaped
from auditor.derive.state import State
from auditor.derive.values import bare_type, base_type, limit
from auditor.errors import SourceError
from auditor.migrations.queries import columns_of
from auditor.migrations.reshaping import key_index
from auditor.model import operation as op
from auditor.model.check import Severity
from auditor.model.schema import CheckConstraint, Exclusion, ForeignKey, Name, Table, TableKind, Unique, quoted

_ROWS = (TableKind.TABLE, TableKind.PARTITIONED, TableKind.MATERIALIZED)


def questions(state: State, operation: op.Operation) -> Iterator[Question]:
    """All that could stop `operation` or be lost by it in `state`, the worst first."""
    refusal = names.refused(state, operation)
    if refusal is not None:
        yield refusal
        return
    involved = _involved(state, operation)
    why = state.unsure(involved) if involved else None
    if why is None:
        why = _unseen(state, operation) or _fresh(state, operation)
    if why is not None:
        yield unsure(operation, why)
        return
    try:
        yield from tuple(_asked(state, operation))
        yield from risks.risks(state, operation, rewrites=_rewriting(state, operation))
    except TooDeepError as error:
        yield unsure(operation, str(error))
    except SourceError as error:
        yield unsure(operation, f"it could not be followed: {error}")


def unsure(operation: op.Operation, why: str) -> Question:
    """An operation of which nothing can be told but why."""
    what = _table_of(operation)
    label = f"{what.name}-" if what else ""
    doing = _words(operation)
    return Question(
        f"{label}{doing.replace(' ', '-')}",
        "untold",
        Severity.ABORT,
        f"{what.name}: {doing}, outcome not known" if what else f"{doing.capitalize()}, outcome not known",
        "What it will meet depends on what cannot be seen without running it.",
        unknown=f"needs a rehearsal: {why}",
    )


def _asked(state: State, operation: op.Operation) -> Iterator[Question]:
    match operation:
        case op.AddIndex(index):
            table = _table(state, index.table)
            if table.kind in _ROWS and not (
                operation.if_not_exists and state.taken(Name(index.name, table.name.schema))
            ):
                if index.unique:
                    yield keys.doubles(state, table, index)
                yield from keys.computed(state, table, index)
                yield from keys.oversize(state, table, index)
        case op.AddConstraint(_, constraint):
            yield from _of_constraint(state, _table(state, operation.table), constraint)
        case op.ValidateConstraint(_, name):
            yield from _of_validation(state, _table(state, operation.table), name)
        case op.SetNotNull(_, column):
            table = _table(state, operation.table)
            if table.columns[column].nullable:
                yield columns.nulls(state, table, column)
        case op.AddColumn(_, column):
            table = _table(state, operation.table)
            if column.name not in table.columns:
                yield from columns.unfilled(state, table, operation)
                yield from _of_computed(state, table, operation)
        case op.ChangeType():
            yield from _of_type(state, _table(state, operation.table), operation)
        case op.DropColumn(_, column):
            table = _table(state, operation.table)
            if column in table.columns:
                yield from losses.values_gone(state, table, column)
        case op.DropTable(table_name):
            found = state.table(table_name)
            if found is not None:
                yield from losses.all_gone(state, found, "The table is dropped.")
        case op.Insert():
            yield from statements.of_insert(state, _table(state, operation.table), operation)
        case op.Update():
            yield from statements.of_update(state, _table(state, operation.table), operation)
        case op.Delete():
            yield from statements.of_delete(state, _table(state, operation.table), operation)
        case op.CreateView(view, query, materialized):
            yield statements.of_view(state, view, query, operation.reads, run=materialized)
        case op.Harmless(text) if "setval" in text.lower():
            yield from sequences.settings(state, text)
        case op.SetDefault(_, column, str(default)):
            yield columns.defaulted(state, _table(state, operation.table), column, default)
        case op.Truncate():
            yield from statements.of_truncate(state, operation)
        case _:
            return


def _of_computed(state: State, table: Table, added: op.AddColumn) -> Iterator[Question]:
    """A column that is worked out from others, for every row that is there."""
    column = added.column
    if column.generated is None:
        return
    after = reshaped(state, added)
    new = after.tables[table.name]
    value = f"select {quoted(column.name)} from {after.source(table.name)} as {quoted(table.name.name)}"
    yield columns.evaluated(after, new, value, f"{table.name.name}-{column.name}", f"the making of {column.name}")
    if not column.nullable:
        yield columns.nulls(after, new, column.name)


def _of_constraint(state: State, table: Table, constraint: object) -> Iterator[Question]:
    match constraint:
        case Unique():
            index = key_index(table, constraint)
            if constraint.using is None:
                yield keys.doubles(state, table, index)
                yield from keys.oversize(state, table, index)
            if constraint.primary:
                for one in index.keys:
                    if one.column and table.columns[one.column].nullable:
                        yield columns.nulls(state, table, one.column)
        case ForeignKey(validated=True):
            yield references.orphans(state, table, constraint)
        case CheckConstraint(validated=True):
            yield columns.violations(state, table, constraint)
        case Exclusion():
            yield keys.excluded(state, table, constraint)
        case _:
            return


def _of_validation(state: State, table: Table, name: str) -> Iterator[Question]:
    for one in table.constraints:
        if one.name == name and isinstance(one, ForeignKey | CheckConstraint) and not one.validated:
            yield from (
                [references.orphans(state, table, one)]
                if isinstance(one, ForeignKey)
                else [columns.violations(state, table, one)]
            )


def _of_type(state: State, table: Table, change: op.ChangeType) -> Iterator[Question]:
    """The cast, and then whatever is built anew over the new values."""
    yield from columns.casts(state, table, change)
    if not rewrites(table, change):
        return
    after = reshaped(state, change)
    new = after.tables[table.name]
    for index in new.indexes.values():
        if index.unique:
            yield keys.doubles(after, new, index)
        yield from keys.computed(after, new, index)
    for one in new.constraints:
        match one:
            case CheckConstraint() if one.validated and change.column in columns_of(one.expression):
                yield columns.violations(after, new, one)
            case CheckConstraint() if change.column in columns_of(one.expression):
                own = f"{after.source(new.name)} as {quoted(new.name.name)}"
                sound = f"select ({one.expression}) from {own} where false"
                yield columns.evaluated(after, new, sound, f"{new.name.name}-{one.name}", f"the keeping of {one.name}")
            case ForeignKey() if change.column in one.columns and one.validated:
                yield references.orphans(after, new, one)
            case Exclusion() if change.column in {key.column for key in one.keys}:
                yield keys.excluded(after, new, one)
    for child, link in after.referring(table.name):
        if change.column in references.ends(after, link) and child.name != table.name:
            yield references.orphans(after, child, link)


def rewrites(table: Table, change: op.ChangeType) -> bool:
    """Whether the table is written anew, and its indexes with it."""
    old = table.columns[change.column].type
    source, target = base_type(old), base_type(change.type)
    if change.using is not None:
        return True
    if {source, target} <= {"text", "character varying"}:
        most, had = limit(change.type), limit(old)
        return most is not None and (had is None or had > most)
    return old != change.type


def _rewriting(state: State, operation: op.Operation) -> bool:
    return isinstance(operation, op.ChangeType) and rewrites(_table(state, operation.table), operation)


def _unseen(state: State, operation: op.Operation) -> str | None:
    match operation:
        case op.Insert() | op.Update() | op.Delete():
            return statements.unseen(state, _table(state, operation.table), operation)
        case op.Truncate(tables):
            told = (statements.unseen(state, _table(state, one), operation) for one in tables)
            return next((one for one in told if one), None)
        case op.Opaque(_, reason):
            return reason
        case _:
            return None


def _fresh(state: State, operation: op.Operation) -> str | None:
    """Why a statement may not find a label that was added in its own transaction."""
    if not state.fresh or not isinstance(
        operation, op.Insert | op.Update | op.SetDefault | op.AddColumn | op.ChangeType
    ):
        return None
    table = _table(state, operation.table)
    added = {bare_type(operation.type)} if isinstance(operation, op.ChangeType) else set()
    kinds = ({bare_type(one.type) for one in table.columns.values()} | added) & state.fresh
    return f"a label was added to {min(kinds)} in the same transaction, which may not use it" if kinds else None


def _involved(state: State, operation: op.Operation) -> tuple[Name, ...]:
    match operation:
        case op.AddConstraint(table, ForeignKey(to=to)):
            return (table, to)
        case op.AddIndex(index):
            return (index.table,)
        case op.AddConstraint(table) | op.ValidateConstraint(table) | op.SetNotNull(table) | op.ChangeType(table):
            return (table,)
        case op.AddColumn(table, column):
            return (table,) if not column.nullable else ()
        case op.DropColumn(table) | op.DropTable(table):
            return (table,)
        case _:
            return ()


def _table(state: State, name: Name) -> Table:
    found = state.table(name)
    if found is None:
        raise SourceError(f"{name} is not there")
    return found


def _table_of(operation: op.Operation) -> Name | None:
    match operation:
        case op.AddIndex(index):
            return index.table
        case op.Truncate(tables):
            return tables[0]
        case op.Opaque(tables=tables):
            return tables[0] if tables else None
        case _:
            found: Name | None = getattr(operation, "table", None)
            return found


def _words(operation: op.Operation) -> str:
    """`AddIndex` as `add index`."""
    if isinstance(operation, op.Opaque):
        return "a statement"
    name = type(operation).__name__
    return "".join(f" {one.lower()}" if one.isupper() else one for one in name).strip()
