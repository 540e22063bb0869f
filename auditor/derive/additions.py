"""What the catalog says against a constraint or an index that is to be made."""

import re

from auditor.derive.faults import fault, has, missing, no_column, no_table, taken, unsure
from auditor.derive.question import Question
from auditor.derive.state import State
from auditor.derive.values import TEXTS, base_type, comparable
from auditor.migrations.queries import calls_of, shown_as_text
from auditor.model import operation as op
from auditor.model.schema import CheckConstraint, ForeignKey, Index, Name, Table, TableKind, Unique

_NOW = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtime|localtimestamp|current_user|session_user)\b", re.I
)
_AS_SET = frozenset({"date", "timestamp without time zone", "timestamp with time zone", "money"})
_FIXED = TEXTS | {
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "real",
    "double precision",
    "boolean",
    "uuid",
    "jsonb",
    "bytea",
    "interval",
    "time without time zone",
    "time with time zone",
}
_CAST = re.compile(r"::\s*(date|time|timestamp|timestamptz|interval|reg\w+)\b", re.IGNORECASE)


def constraint_refused(state: State, table: Table, constraint: object) -> Question | None:
    """Why a constraint cannot be added whatever the rows."""
    match constraint:
        case Unique(using=str(index)) if index not in table.indexes:
            return missing(state, index, "42704")
        case Unique(columns=columns, using=using):
            wrong = [one for one in columns if one not in table.columns]
            if wrong and using is None:
                return no_column(state, table, wrong[0])
            if constraint.primary and table.primary:
                return fault(table.name.name, "taken", "42P16", f"{table.name} has a primary key already")
            if constraint.name is None:
                return None
            name = constraint.name
            if name != using and has(table, name):
                return taken(state, Name(f"{name} on {table.name.name}"), "42710")
            free = name == using or not state.taken(Name(name, table.name.schema))
            return None if free else taken(state, Name(name), "42P07")
        case ForeignKey():
            return _foreign_key(state, table, constraint)
        case CheckConstraint(name=str(name)) if has(table, name):
            return taken(state, Name(f"{name} on {table.name.name}"), "42710")
    return None


def _foreign_key(state: State, table: Table, link: ForeignKey) -> Question | None:
    if link.name is not None and has(table, link.name):
        return taken(state, Name(f"{link.name} on {table.name.name}"), "42710")
    wrong = [one for one in link.columns if one not in table.columns]
    if wrong:
        return no_column(state, table, wrong[0])
    parent = state.table(link.to)
    if parent is None:
        return no_table(state, link.to)
    wanted = link.to_columns or parent.primary
    if len(wanted) != len(link.columns) and wanted:
        reason = f"{len(link.columns)} columns cannot refer to {len(wanted)} of {parent.name.name}"
        return fault(f"{table.name.name}-{'-'.join(link.columns)}", "unkeyed", "42830", reason)
    lacking = [one for one in wanted if one not in parent.columns]
    if lacking:
        return no_column(state, parent, lacking[0])
    for one, other in zip(link.columns, wanted, strict=True):
        kinds = table.columns[one].type, parent.columns[other].type
        if not comparable(state, *kinds):
            reason = f"{one} is {kinds[0]}, and {other} of {parent.name.name} is {kinds[1]}"
            return fault(f"{table.name.name}-{one}", "uncomparable", "42804", reason)
    keys = (
        {key.column for key in one.keys}
        for one in parent.indexes.values()
        if one.unique and one.where is None and not one.deferrable
    )
    if not wanted or not any(set(wanted) == one for one in keys):
        reason = f"{parent.name.name} has no unique constraint on {', '.join(wanted) or 'its key'}"
        return fault(f"{table.name.name}-{'-'.join(link.columns)}", "unkeyed", "42830", reason)
    return None


def index_refused(state: State, added: op.AddIndex) -> Question | None:
    """Why an index cannot be made whatever the rows."""
    table = state.table(added.index.table)
    if table is None:
        return no_table(state, added.index.table)
    if table.kind is TableKind.VIEW:
        return fault(str(table.name), "other", "42809", f"{table.name.name} is a view, which has no index")
    wrong = [one.column for one in added.index.keys if one.column and one.column not in table.columns]
    if wrong and table.columns:
        return no_column(state, table, wrong[0])
    if state.taken(Name(added.index.name, table.name.schema)):
        if added.index.name.startswith(table.name.name) and added.index.name.endswith("_idx"):
            return unsure(state, added.index.name, "an index without a name of its own gets one that is free")
        return taken(state, Name(added.index.name), "42P07")
    if added.index.unique and table.kind is TableKind.PARTITIONED:
        return unsure(
            state, added.index.name, f"{table.name.name} is partitioned, and by which columns is not known here"
        )
    return _unsteady(state, table, added.index)


def _unsteady(state: State, table: Table, index: Index) -> Question | None:
    """Expressions of an index must give the same for ever."""
    for text in [one.expression for one in index.keys if not one.column] + ([index.where] if index.where else []):
        wrong = sorted(set(calls_of(text)) & state.unsteady)
        if wrong or _NOW.search(text):
            reason = f"{wrong[0] + '()' if wrong else 'the present'} may not stand in an index: it is not immutable"
            return fault(f"{table.name.name}-{index.name}", "unsteady", "42P17", reason)
        written = [table.columns[one] for one in shown_as_text(text) if one is not None and one in table.columns]
        wrong = [one.name for one in written if base_type(one.type) in _AS_SET or one.type in state.known]
        if wrong:
            reason = f"how {wrong[0]} is written as a text may not stand in an index: that is not immutable"
            return fault(f"{table.name.name}-{index.name}", "unsteady", "42P17", reason)
        untold = None in shown_as_text(text) or any(base_type(one.type) not in _FIXED for one in written)
        if _CAST.search(text) or untold:
            return unsure(state, index.name, f"whether all casts in {' '.join(text.split())[:80]} are immutable")
    return None


def has_index(state: State, added: op.AddIndex) -> bool:
    """Whether its name is taken."""
    table = state.table(added.index.table)
    return table is not None and state.taken(Name(added.index.name, table.name.schema))
