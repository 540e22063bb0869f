"""The entries of a server's log, out of the bytes of its two forms that a program can read."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from auditor.db.diagnostics import diagnostics
from auditor.model.rehearsal import Diagnostics

_COLUMNS = (
    *("timestamp", "user", "dbname", "pid", "remote", "session_id", "line_num", "ps", "session_start", "vxid", "txid"),
    *("error_severity", "state_code", "message", "detail", "hint", "internal_query", "internal_position", "context"),
    *("statement", "cursor_position", "location", "application_name"),
)
_ENDED = re.compile(
    r"duration: (?P<ms>[\d.]+) ms(?:  (?:statement|(?P<part>parse|bind|execute)[^:]*): (?P<text>.*))?", re.DOTALL
)
_PARAMETERS = re.compile(r"parameters: ", re.IGNORECASE)
_SEVERE = frozenset({"ERROR", "FATAL", "PANIC"})


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry. `at` is when it was written, in seconds since 1970; a statement began `seconds` before.

    `session` outlives its transactions; `transaction` is the virtual number of the one that was open, empty where
    none was. `statement` and `parameters` are whole and may hold values of rows. Of the extended protocol `part` says
    which part of a statement this is. `message` is what neither tells of a statement nor is an error.
    """

    at: float
    session: str
    process: int
    transaction: str
    database: str
    application: str
    seconds: float | None = None
    statement: str | None = None
    parameters: str | None = None
    part: str | None = None
    error: Diagnostics | None = None
    message: str | None = None


def whole(data: bytes, *, as_json: bool) -> int:
    """How many of these bytes are whole entries; a server may be writing the last one."""
    end = data.rfind(b"\n") + 1
    marks = 0 if as_json else data.count(b'"', 0, end)
    while end and marks % 2:  # a text of several lines is not closed yet
        before = data.rfind(b"\n", 0, end - 1) + 1
        marks -= data.count(b'"', before, end)
        end = before
    return end


def entries(data: bytes, *, as_json: bool) -> Iterator[Logged]:
    """The entries in these bytes that are of a session on a database; what cannot be read is passed over."""
    text = data.decode(errors="replace")
    for fields in _from_json(text) if as_json else _from_csv(text):
        if fields.get("dbname") and fields.get("session_id"):
            yield _entry(fields)


def _from_json(text: str) -> Iterator[Mapping[str, str]]:
    for line in text.split("\n"):
        try:
            read = json.loads(line) if line else None
        except ValueError:
            continue
        if isinstance(read, dict):
            yield {name: str(value) for name, value in read.items()}


def _from_csv(text: str) -> Iterator[Mapping[str, str]]:
    csv.field_size_limit(1 << 30)
    with suppress(csv.Error):
        for row in csv.reader(io.StringIO(text, newline="")):
            yield {name: value for name, value in zip(_COLUMNS, row, strict=False) if value}


def _entry(fields: Mapping[str, str]) -> Logged:
    message, detail, vxid = fields.get("message", ""), fields.get("detail"), fields.get("vxid", "")
    entry = Logged(
        at=datetime.fromisoformat(fields["timestamp"][:23]).replace(tzinfo=UTC).timestamp(),
        session=fields["session_id"],
        process=int(fields["pid"]),
        transaction="" if vxid.endswith("/0") else vxid,
        database=fields["dbname"],
        application=fields.get("application_name", ""),
    )
    if fields.get("error_severity") in _SEVERE:
        said = diagnostics(
            fields.get("state_code", ""),
            message,
            statement=fields.get("statement"),
            detail=detail,
            context=fields.get("context"),
        )
        return replace(entry, error=said)
    if (ended := _ENDED.fullmatch(message)) is None:
        return replace(entry, message=message)
    parameters = None if detail is None else _PARAMETERS.sub("", detail, count=1)
    seconds = float(ended["ms"]) / 1000
    return replace(entry, seconds=seconds, statement=ended["text"], parameters=parameters, part=ended["part"])
