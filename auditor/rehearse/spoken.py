"""An error of the server from the words of a program, for where the server's own log is out of reach."""

import re
from collections.abc import Sequence

from auditor.db.diagnostics import diagnostics
from auditor.model.rehearsal import Diagnostics

_NAME = r'"[^"]+"'
_KINDS = tuple(
    (state, re.compile(words))
    for state, words in (
        ("23505", rf"(?:could not create unique index|duplicate key value violates unique constraint) {_NAME}"),
        ("23P01", rf"(?:could not create|conflicting key value violates) exclusion constraint {_NAME}"),
        ("23502", rf"null value in column {_NAME}(?: of relation {_NAME})? violates not-null constraint"),
        ("23502", rf"column {_NAME}(?: of relation {_NAME})? contains null values"),
        ("23503", rf"insert or update on table {_NAME} violates foreign key constraint {_NAME}"),
        ("23503", rf"update or delete on table {_NAME} violates (?:RESTRICT setting of )?foreign key constraint .*"),
        ("23514", rf"check constraint {_NAME}(?: of relation {_NAME})? is violated by some row"),
        ("23514", rf"new row for relation {_NAME} violates check constraint {_NAME}"),
        ("22P02", r"invalid input syntax for (?:type )?\w[\w ]*: .*"),
        ("22001", r"value too long for type .*"),
        ("22003", r"(?:integer|smallint|bigint) out of range|value .* is out of range for type \w+"),
        ("42701", rf"column {_NAME} of relation {_NAME} already exists"),
        ("42P07", rf"relation {_NAME} already exists"),
        ("42703", rf"column {_NAME}(?: of relation {_NAME})? does not exist"),
        ("42P01", rf"(?:relation|table) {_NAME} does not exist"),
        ("2BP01", r"cannot (?:drop|alter) .* because other objects depend on it"),
        ("53100", r"could not (?:extend|write to) file .*|.*No space left on device"),
        ("42501", r"permission denied for .*|must be owner of .*"),
    )
)
_DETAIL = re.compile(r"\b(?:DETAIL|Detail):\s+(.*)")
_STATEMENT = re.compile(r"\[SQL: (.*?)\]?$")


def spoken(said: Sequence[str], sqlstate: str | None) -> Diagnostics | None:
    """The last error of PostgreSQL in the lines; with `sqlstate`, if the program told that, the last of that kind."""
    for at in range(len(said) - 1, -1, -1):
        for state, words in _KINDS:
            found = words.search(said[at])
            if found is not None and sqlstate in (None, state):
                behind = said[at + 1 :]
                return diagnostics(
                    state,
                    found[0].rstrip(),
                    statement=_first(_STATEMENT, behind),
                    detail=_first(_DETAIL, behind),
                )
    return None


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    return next((found[1] for line in lines if (found := pattern.search(line)) is not None), None)
