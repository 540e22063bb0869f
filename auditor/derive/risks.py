"""Statements that hold a lock for long: they scan or write a large table while others wait."""

from collections.abc import Iterator

from auditor.derive.question import Question, constant
from auditor.derive.state import State
from auditor.derive.values import NUMBERED, numbering, steady
from auditor.model import operation as op
from auditor.model.check import Severity
from auditor.model.schema import CheckConstraint, Column, Exclusion, ForeignKey, Name, Table, TableKind, Unique

LARGE = 256 * 1024 * 1024
_EVERYTHING, _WRITES = "ACCESS EXCLUSIVE (nothing can be read or written)", "SHARE (nothing can be written)"
_ROWS = (TableKind.TABLE, TableKind.PARTITIONED, TableKind.MATERIALIZED)


def risks(state: State, operation: op.Operation, *, rewrites: bool) -> Iterator[Question]:
    """The wait that an operation on a large table means; `rewrites` is for a change of type that writes it anew."""
    found = _work(state, operation, rewrites)
    if found is None:
        return
    name, doing, lock = found
    table = state.table(name)
    if table is None or table.kind not in _ROWS or table.bytes < LARGE:
        return
    size = f"{table.bytes / 1e9:,.1f} GB"
    rows = [{"table": table.name.name, "size": size, "lock": lock, "doing": doing}]
    yield Question(
        f"{table.name.name}-{type(operation).__name__.lower()}",
        "waiting",
        Severity.RISK,
        f"{table.name.name}: {doing} over {size} under a lock",
        "Until it is done, and until the transaction ends, the application waits.",
        constant(rows, "table", "size", "lock", "doing"),
        ("table", "doing"),
        table=table.name,
    )


def _work(state: State, operation: op.Operation, rewrites: bool) -> tuple[Name, str, str] | None:
    """The table, what is done to all of it, and under which lock."""
    match operation:
        case op.AddIndex(index, concurrently=False):
            return index.table, f"building the index {index.name}", _WRITES
        case op.ChangeType(table) if rewrites:
            return table, "writing the table and its indexes anew", _EVERYTHING
        case op.AddColumn(table, column) if _written(column):
            return table, "writing the table anew for a column whose default differs by row", _EVERYTHING
        case op.SetNotNull(table, column) if not _checked(state.table(table), column):
            return table, f"looking for nulls in {column}", _EVERYTHING
        case op.AddConstraint(table, Unique(using=None)) | op.AddConstraint(table, Exclusion()):
            return table, "building the index of a constraint", _EVERYTHING
        case op.AddConstraint(table, ForeignKey(validated=True)):
            return table, "looking up every row's foreign key", "SHARE ROW EXCLUSIVE (nothing can be written)"
        case op.AddConstraint(table, CheckConstraint(validated=True)):
            return table, "holding a condition against every row", _EVERYTHING
        case _:
            return None


def _written(column: Column) -> bool:
    if column.generated or numbering(column) is not None:
        return True
    return column.default is not None and NUMBERED in steady(column.default)


def _checked(table: Table | None, column: str) -> bool:
    """Whether a valid condition already says that a column is not null: then the server does not look."""
    if table is None:
        return True
    held = (one for one in table.constraints if isinstance(one, CheckConstraint) and one.validated)
    return any(one.expression.replace('"', "").strip("()").lower() == f"{column} is not null".lower() for one in held)
