"""What names a row of a table."""

from auditor.derive.state import ROW
from auditor.model.form import Shown
from auditor.model.schema import Table, quoted

SPOT = "row_ctid"


def row_key(table: Table) -> tuple[str, tuple[str, ...]]:
    """What names a row: its primary key, or where there is none, its place in the table."""
    names = tuple(one for one in table.primary if one in table.columns)
    alias = quoted(table.name.name)
    if names and len(names) == len(table.primary):
        return ", ".join(f"{alias}.{quoted(one)}" for one in names), names
    return f"{alias}.{ROW}::text as {SPOT}", (SPOT,)


def row_columns(table: Table) -> tuple[Shown, ...]:
    """The same for a form."""
    _, names = row_key(table)
    spot = Shown(SPOT, f"{quoted(table.name.name)}.{ROW}::text")
    return (spot,) if names == (SPOT,) else tuple(Shown.of(table.name, one) for one in names)
