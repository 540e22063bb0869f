"""What is asked where the catalog alone refuses a statement: something missing, taken, or in the way."""

from auditor.derive.question import Question, constant
from auditor.derive.state import State
from auditor.model.check import Severity
from auditor.model.schema import Name, Table, TableKind

VIEWS = (TableKind.VIEW, TableKind.MATERIALIZED)


def has(table: Table, name: str) -> bool:
    """Whether a table has a constraint of that name."""
    held = any(one.name == name for one in table.constraints)
    return held or (name in table.indexes and table.indexes[name].constraint)


def no_column(state: State, table: Table, column: str) -> Question:
    """A column that will not be there."""
    if table.kind in VIEWS and not table.columns:
        return unsure(
            state, f"{table.name.name}.{column}", "the columns of a view that is made on the way are not known"
        )
    return missing(state, f"{table.name.name}.{column}", "42703")


def no_table(state: State, name: Name) -> Question:
    """A table that will not be there, or its schema."""
    lost = name.schema is not None and bool(state.schemas) and name.schema not in state.schemas
    return missing(state, str(name), "3F000" if lost else "42P01")


def missing(state: State, what: str, sqlstate: str) -> Question:
    """Something that will not be there, as far as that can be told."""
    doubted = next((why for one, why in state.doubts.items() if what in (one.name, str(one))), None)
    if doubted is not None:
        return unsure(state, what, f"it is not known what {what} will be: {doubted}")
    if state.doubt is not None:
        return unsure(state, what, f"{what} is not there now, but may be by then: {state.doubt}")
    return fault(what, "absent", sqlstate, f"{what} will not be there")


def taken(state: State, name: Name, sqlstate: str) -> Question:
    """A name that is not free."""
    if state.doubt is not None:
        return unsure(state, str(name), f"{name} is there now, but may be gone by then: {state.doubt}")
    return fault(str(name), "taken", sqlstate, f"{name} is there already")


def unsure(state: State, what: str, reason: str) -> Question:
    """A name of which it is not known whether it is there."""
    return Question(
        what.replace(".", "-").replace(" ", "-"),
        "absent",
        Severity.ABORT,
        f"{what}: is it there?",
        reason,
        unknown=reason,
    )


def fault(what: str, kind: str, sqlstate: str, reason: str) -> Question:
    """A statement that the server refuses for a reason in the catalog."""
    return Question(
        what.replace(".", "-").replace(" ", "-"),
        kind,
        Severity.ABORT,
        f"The {reason[4:]}" if reason.startswith("the ") else reason,
        "The server refuses the statement, whatever the rows are.",
        constant([{"name": what, "reason": reason}], "name", "reason"),
        ("name",),
        sqlstate=sqlstate,
        catalog=True,
    )
