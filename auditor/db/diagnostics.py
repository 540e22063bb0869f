"""An error of the server, from what stands in its log: there its names are only in its words."""

import re
from dataclasses import replace

from auditor.model.rehearsal import Diagnostics

LONGEST = 2_000
NAME_TAKEN = "42P07"
_NAME = r'(?:"(?:[^"]|"")+"|[^\s".(;]+)'
_ON = re.compile(
    rf"\A\s*(?:create\s+(?:unique\s+)?index\b.*?\son\s+(?:only\s+)?"
    rf"|alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?"
    rf"|insert\s+into\s+|update\s+(?:only\s+)?|delete\s+from\s+(?:only\s+)?|copy\s+)"
    rf"(?:(?P<schema>{_NAME})\s*\.\s*)?(?P<table>{_NAME})",
    re.IGNORECASE | re.DOTALL,
)
_WORDS = tuple(
    re.compile(words, re.DOTALL)
    for words in (
        r'null value in column "(?P<column>.+)" of relation "(?P<table>.+)" violates not-null constraint',
        r'null value in column "(?P<column>.+)" violates not-null constraint',
        r'column "(?P<column>.+)" of relation "(?P<table>.+)" contains null values',
        r'column "(?P<column>.+)" contains null values',
        r'duplicate key value violates unique constraint "(?P<constraint>.+)"',
        r'could not create (?:unique index|exclusion constraint) "(?P<constraint>.+)"',
        r'conflicting key value violates exclusion constraint "(?P<constraint>.+)"',
        r'insert or update on table "(?P<table>.+)" violates foreign key constraint "(?P<constraint>.+)"',
        r'update or delete on table ".+" violates (?:RESTRICT setting of )?foreign key constraint "(?P<constraint>.+)"'
        r' on table "(?P<table>.+)"',
        r'new row for relation "(?P<table>.+)" violates (?:check constraint "(?P<constraint>.+)"|partition constraint)',
        r'check constraint "(?P<constraint>.+)" of relation "(?P<table>.+)" is violated by some row',
        r'check constraint "(?P<constraint>.+)" is violated by some row',
        r'no partition of relation "(?P<table>.+)" found for row',
        r'column "(?P<column>.+)" of table "(?P<table>.+)" contains values that violate the new constraint',
        r'(?:column|attribute) "(?P<column>.+)" of relation "(?P<table>.+)" (?:does not exist|already exists)',
        r'constraint "(?P<constraint>.+)" (?:of|for) relation "(?P<table>.+)" (?:does not exist|already exists)',
        r'(?:relation|table) "(?P<table>.+)" (?:does not exist|already exists)',
        r'column "(?P<column>[^"]+)" does not exist',
        r'index row (?:size \d+ exceeds .*|requires \d+ bytes.*) for index "(?P<constraint>.+)"',
        r"cannot drop (?:column (?P<column>.+) of )?table (?P<table>.+) because other objects depend on it",
        r"permission denied for table (?P<table>.+)",
    )
)
_INDEX = re.compile(r"create\s+(?:unique\s+)?index\b", re.IGNORECASE)
_QUOTING = ("22", "P0")


def diagnostics(
    sqlstate: str,
    message: str,
    *,
    statement: str | None = None,
    detail: str | None = None,
    context: str | None = None,
) -> Diagnostics:
    """The error with the names that its message has; where that names no table, the one that the statement is on.

    The message and the context lose the values of rows that they quote, the statement its literals.
    """
    found = next((match.groupdict() for words in _WORDS if (match := words.fullmatch(message))), {})
    if sqlstate == NAME_TAKEN and _INDEX.match(_without_comments(statement or "")):
        found = {"constraint": found.get("table")}
    said = re.sub(r'".*"', '"…"', message, flags=re.DOTALL) if sqlstate.startswith(_QUOTING) else message
    error = Diagnostics(
        sqlstate,
        said,
        statement=None if statement is None else shown(statement),
        detail=detail,
        context=None if context is None else _without_rows(context)[:LONGEST],
        table=found.get("table"),
        column=found.get("column"),
        constraint=found.get("constraint"),
    )
    return error if error.table is not None else _placed(error, statement, context)


def _placed(error: Diagnostics, statement: str | None, context: str | None) -> Diagnostics:
    """What runs within a function stands in the context; the innermost statement comes first there."""
    inner = re.findall(r'^SQL statement "(.*?)"$', context or "", re.MULTILINE | re.DOTALL)
    for text in (*inner, statement or ""):
        if (match := _ON.match(_without_comments(text))) is not None:
            schema = match["schema"]
            return replace(error, table=_unquoted(match["table"]), schema=schema and _unquoted(schema))
    return error


_LITERAL = re.compile(
    r"""
    \$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z) | (?:\b[eE]'(?:[^'\\]|''|\\.)* | '(?:[^']|'')*)'?
    | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/
    """,
    re.DOTALL | re.VERBOSE,
)
_ROWS = re.compile(r"\s*(?:insert|update|delete|select|with|merge|values|execute|copy|call)\b", re.IGNORECASE)


def shown(statement: str) -> str:
    """A statement as a report may show it: without the literals of one that handles rows, cut to 2,000 characters."""
    text = statement[: 8 * LONGEST]
    if _ROWS.match(_without_comments(text)):
        text = _LITERAL.sub(lambda match: match[0] if match[0][0] in '"-/' else "'…'", text)
    return text[:LONGEST]


def _without_comments(text: str) -> str:
    return re.sub(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)+", "", text, flags=re.DOTALL)


def _without_rows(context: str) -> str:
    said = re.sub(r'^(COPY [^\n]*?, line \d+(?:, column [^\n]*?)?): ".*?"$', r'\1: "…"', context, flags=re.M | re.S)
    return re.sub(r"'(?:[^']|'')*'", "'…'", said)


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
