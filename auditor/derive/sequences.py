"""Sequences that are set to what they cannot be, and those that go with a table."""

from collections.abc import Iterator

from auditor.derive.compose import asked, within
from auditor.derive.question import Question
from auditor.derive.state import State
from auditor.derive.values import numbering
from auditor.errors import SourceError
from auditor.migrations.queries import reads_of, setvals
from auditor.model.check import Severity
from auditor.model.schema import Column, Table

MOST = 9223372036854775807


def drawing(state: State, table: Table, column: str | None = None) -> Iterator[tuple[Table, Column]]:
    """Columns of other tables that draw from a sequence which goes with a table, or with one column of it."""
    own = {
        _bare(name)
        for one in table.columns.values()
        if column in (None, one.name) and (name := numbering(one)) and (one.sequence or _bare(name).endswith("_seq"))
    }
    for other in state.tables.values() if own else ():
        if other.name != table.name:
            yield from ((other, one) for one in other.columns.values() if _bare(numbering(one) or "") in own)


def _bare(sequence: str) -> str:
    return sequence.rsplit(".", 1)[-1].strip('"')


def settings(state: State, text: str) -> Iterator[Question]:
    """For each setval() of a SELECT, whether its number is one that a sequence takes. Raises SourceError."""
    try:
        values = setvals(text)
    except SourceError:
        return
    for name, value in values:
        reads = reads_of(f"SELECT {value}")
        inner = within(state, f"SELECT ({value})::numeric AS value", reads)
        sql = f"select set.value from ({inner}) set where set.value not between 1 and {MOST}"
        yield Question(
            name,
            "unsettable",
            Severity.ABORT,
            f"{name}: it would be set to what it cannot be",
            "A sequence counts from 1; setval() to 0, as of an empty table, ends the migration.",
            asked(state, sql, reads),
            ("value",),
            sqlstate="22003",
            probe=True,
        )
