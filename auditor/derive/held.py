"""What holds up what is to go or to change: whatever else in the database needs it."""

from auditor.derive.faults import fault, no_table, unsure
from auditor.derive.kinds import names_type
from auditor.derive.question import Question, constant
from auditor.derive.sequences import drawing
from auditor.derive.state import State
from auditor.derive.values import base_type
from auditor.migrations.queries import columns_of
from auditor.model.check import Severity
from auditor.model.schema import Dependent, Index, Name, Table, TableKind


def emptied(state: State, tables: tuple[Name, ...], cascade: bool) -> Question | None:
    """Why tables cannot be emptied: others refer to them."""
    full = {state.full(one) for one in tables}
    for one in tables:
        if state.table(one) is None:
            return no_table(state, one)
        others = [child for child, _ in state.referring(one) if child.name not in full]
        if others and not cascade:
            reason = f"{others[0].name.name} refers to {one.name}"
            return fault(one.name, "held", "0A000", f"{one.name} cannot be emptied alone: {reason}")
    return None


def leant_on(state: State, table: Table, index: Index) -> Question | None:
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
    return _hanging(state, table, table.name.name, f"dropping {index.name}", "2BP01", rows) if rows else None


def type_held(state: State, name: Name) -> Question | None:
    """Why a type cannot go: a column is of it, or a rule or default needs it."""
    for table in state.tables.values():
        for one in table.columns.values():
            if base_type(one.type).removesuffix("[]").strip('"') in (name.name, str(name)):
                reason = f"{one.name} of {table.name.name} is of the type {name}"
                return fault(name.name, "held", "2BP01", reason)
        if name.name not in state.made and names_type(table, state.called.get(name.name, name.name)):
            return fault(name.name, "held", "2BP01", f"a rule or default of {table.name.name} needs the type {name}")
    return None


def held(
    state: State, table: Table, column: str | None, doing: str, sqlstate: str, others: tuple[tuple[str, str], ...] = ()
) -> Question | None:
    """Why a table, or a column of it, cannot go or change: what hangs on it, and `others`, by kind and name."""
    hanging = [one for one in table.dependents if (one.home != table.name if column is None else one.column == column)]
    computed = [
        ("generated column", one.name)
        for one in table.columns.values()
        if one.generated and column in columns_of(one.generated)
    ]
    found = (
        computed + [_told(one) for one in hanging if one.home is not None or one.name != table.name.name] + list(others)
    )
    if not found:
        return None
    label = table.name.name if column is None else f"{table.name.name}-{column}"
    rows = [{"kind": kind, "name": name} for kind, name in dict.fromkeys(found)]
    if any(one.kind == "partition key" for one in hanging):
        sqlstate = "42P16"
    return _hanging(state, table, label, doing, sqlstate, rows)


def composing(table: Table) -> tuple[tuple[str, str], ...]:
    """Columns elsewhere that hold whole rows of a table, and so its columns' types."""
    return tuple(_told(one) for one in table.dependents if one.kind == "column of its rows")


def _told(one: Dependent) -> tuple[str, str]:
    """Its kind and its name, with that of its table where there may be several of one name."""
    many = one.kind in ("policy", "rule", "trigger", "column of its rows") and one.home is not None
    return one.kind, f"{one.name} of {one.home.name}" if many and one.home else one.name


def _hanging(state: State, table: Table, label: str, doing: str, sqlstate: str, rows: list[dict[str, str]]) -> Question:
    if state.doubt is not None:
        return unsure(state, f"{label} {doing}", f"what holds it up now may be gone by then: {state.doubt}")
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


def referring(state: State, table: Table) -> tuple[tuple[str, str], ...]:
    """What keeps a table: foreign keys of others, and tables that inherit from it."""
    keys = [
        ("foreign key", f"{link.name or 'unnamed'} of {child.name.name}")
        for child, link in state.referring(table.name)
        if child.name != table.name
    ]
    plain = table.kind is TableKind.TABLE
    keys += _drawing(state, table, None)
    return (*keys, *(("inheriting table", one.name) for one in table.children if plain and one in state.tables))


def keyed(state: State, table: Table, column: str) -> tuple[tuple[str, str], ...]:
    """Foreign keys of other tables, or other columns, that refer to a column, and defaults that need its sequence."""
    keys = tuple(
        ("foreign key", f"{link.name or 'unnamed'} of {child.name.name}")
        for child, link in state.referring(table.name)
        if column in (link.to_columns or table.primary) and not (child.name == table.name and column in link.columns)
    )
    return (*keys, *_drawing(state, table, column))


def _drawing(state: State, table: Table, column: str | None) -> list[tuple[str, str]]:
    return [("default", f"{one.name} of {other.name.name}") for other, one in drawing(state, table, column)]
