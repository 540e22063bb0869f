"""Sequences that are set to what they cannot be."""

from collections.abc import Iterator

from auditor.derive.compose import asked, within
from auditor.derive.question import Question
from auditor.derive.state import State
from auditor.errors import SourceError
from auditor.migrations.queries import reads_of, setvals
from auditor.model.check import Severity

MOST = 9223372036854775807


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
