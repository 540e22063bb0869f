"""A copy of what a migration will take away, so that it can be had back."""

from collections.abc import Iterator

from auditor.derive.question import Question
from auditor.derive.remedy_rows import met
from auditor.derive.values import numbering
from auditor.model import operation as op
from auditor.model.check import Remedy, RemedyKind, Safety, Severity
from auditor.model.schema import Table, quoted


def copies(question: Question, table: Table, operation: op.Operation) -> Iterator[Remedy]:
    """A script that copies what is lost; nothing where it is not a loss of rows or values that are there now."""
    if question.severity is not Severity.LOSS:
        return
    query = _query(question, table, operation)
    if query is None:
        return
    yield Remedy(
        "copy-aside",
        RemedyKind.SQL,
        Safety.SAFE,
        f"Keep a copy of what {table.name.name} loses",
        f"Copies what the migration will take away from {table.name.name} to a table in the schema auditor_kept. "
        "It changes no other row; the migration takes away what it takes away, and from the copy it can be had back.",
        query,
        keeps=True,
    )


def _query(question: Question, table: Table, operation: op.Operation) -> str | None:
    own = table.name.sql
    match question.fault, operation:
        case "deleted", _:
            return f"select own.* from {own} own where exists (select from found where {met(table, 'own')})"
        case "dropped", op.DropColumn(_, column) if column in table.columns:
            named = ", ".join(f"own.{quoted(one)}" for one in dict.fromkeys((*table.primary, column)))
            listed = named if table.primary else "own.*"
            return f"select {listed} from {own} own where {_worth(table, column)}"
        case "dropped", op.DropTable() | op.Truncate():
            return f"select own.* from {own} own"
        case "shortened", op.ChangeType(_, column):
            named = ", ".join(f"own.{quoted(one)}" for one in dict.fromkeys((*table.primary, column)))
            listed = named if table.primary else "own.*"
            return f"select {listed} from {own} own where exists (select from found where {met(table, 'own')})"
        case "left-out", _:
            return "select * from found"
        case _:
            return None


def _worth(table: Table, column: str) -> str:
    """Whether a value is more than its default."""
    one = table.columns[column]
    held = f"own.{quoted(column)} is not null"
    if one.default is None or numbering(one) is not None:
        return held
    return f"{held} and own.{quoted(column)}::text is distinct from ({one.default})::text"
