"""A driver of a database, as the DB-API has it, behind which there is a recorder and no database."""

from __future__ import annotations

import datetime
import decimal
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .literals import bound, has_unknown, unknown
from .recorder import Recorder

apilevel = "2.0"
threadsafety = 1
paramstyle = "pyformat"
_RETURNING = re.compile(r"\breturning\b(?P<columns>[^;]*)\Z", re.IGNORECASE)
_INSERTS = re.compile(r"\s*(?:with\b.*\)\s*)?insert\b", re.IGNORECASE | re.DOTALL)
_VALUES = re.compile(r"(?P<before>.*\bvalues\s*)(?P<row>\(.*\))\s*\Z", re.IGNORECASE | re.DOTALL)


class Error(Exception):
    """What all that this driver raises is."""


class DatabaseError(Error):
    """As in the DB-API."""


class OperationalError(DatabaseError):
    """As in the DB-API."""


class IntegrityError(DatabaseError):
    """As in the DB-API."""


class ProgrammingError(DatabaseError):
    """As in the DB-API."""


class InterfaceError(Error):
    """As in the DB-API."""


NotSupportedError = InternalError = DataError = DatabaseError
Binary = bytes


class Cursor:
    """One after another, statements are noted or asked. `context` is what SQLAlchemy knows of the one to come."""

    arraysize = 1
    lastrowid = None

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._rows: list[tuple[Any, ...]] = []
        self.context: Any = None
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1

    def execute(self, sql: Any, parameters: Any = None) -> None:
        """Notes the statement, or asks for its rows."""
        text = bound(str(sql), parameters)
        self._rows, self.description, self.rowcount = [], None, 0
        if not self._recorder.reads(text):
            self._recorder.statement(text)
            self._return(text, parameters)
            return
        types = _types(self.context)
        names, rows = self._recorder.rows(text, {name: _kind(one) for name, one in types} or None)
        self.description = [_column(name) for name in names]
        made = [one for _, one in types] if len(types) == len(names) else [None] * len(names)
        self._rows = [tuple(_made(cell, one) for cell, one in zip(row, made)) for row in rows]  # noqa: B905 (3.8)
        self.rowcount = len(self._rows)

    def executemany(self, sql: Any, many: Sequence[Any]) -> None:
        """Many rows of an INSERT are noted as one statement."""
        match = _VALUES.match(str(sql))
        if match is None or not many:
            for one in many:
                self.execute(sql, one)
            return
        rows = ", ".join(bound(match["row"], one) for one in many)
        self._recorder.statement(bound(match["before"], {}) + rows)
        self.rowcount = len(many)

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """The next rows."""
        taken, self._rows = self._rows[: size or 1], self._rows[size or 1 :]
        return taken

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        taken, self._rows = self._rows, []
        return taken

    def close(self) -> None:
        """Forgets the rows."""
        self._rows = []

    def setinputsizes(self, *_: Any) -> None:
        """As in the DB-API."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while self._rows:
            yield self._rows.pop(0)

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _return(self, text: str, parameters: Any) -> None:
        """The row of a RETURNING: what was given is known, what the database fills in is not."""
        match = _RETURNING.search(text)
        if match is None or not self._recorder.results_wanted:
            return
        given = parameters if hasattr(parameters, "keys") else {}
        names = [name for name, _ in _types(self.context)]
        names = names or [one.split(".")[-1].strip(' "') for one in match["columns"].split(",")]
        self.description = [_column(name) for name in names]
        if _INSERTS.match(text):
            self._rows = [tuple(given[name] if name in given else unknown() for name in names)]
        else:
            self._recorder.note("the rows that a statement returns are not known, and taken for none")


class Connection:
    """What there is of a transaction is told only where not all is in one."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.autocommit = False
        self.notices: list[str] = []

    def cursor(self, *_: Any, **__: Any) -> Cursor:
        """A new cursor."""
        return Cursor(self.recorder)

    def commit(self) -> None:
        """What comes later is another transaction."""
        if self.recorder.line():
            self.recorder.outside()

    def rollback(self) -> None:
        """What the file itself takes back may have been noted."""
        if self.recorder.line():
            self.recorder.rolled_back()

    def close(self) -> None:
        """As in the DB-API."""


def _types(context: Any) -> list[tuple[str, Any]]:
    """Names and types of the columns that SQLAlchemy expects."""
    compiled = getattr(context, "compiled", None)
    columns = getattr(compiled, "_result_columns", None) or []
    return [(str(one[0]), one[3]) for one in columns]


def _kind(type_: Any) -> str:
    try:
        return type_.python_type.__name__  # type: ignore[no-any-return]
    except (NotImplementedError, AttributeError):
        return "int"


def _column(name: str) -> tuple[Any, ...]:
    return (name, None, None, None, None, None, None)


def _made(cell: Any, type_: Any) -> Any:
    """The cell as a driver would give it for that type."""
    if cell is None or type_ is None or has_unknown(str(cell)):
        return cell
    kind = _kind(type_)
    try:
        if kind in ("datetime", "date", "time") and isinstance(cell, str):
            return getattr(datetime, kind).fromisoformat(cell.replace("Z", "+00:00"))
        if kind == "Decimal":
            return decimal.Decimal(str(cell))
    except ValueError:
        return cell
    if type_.__class__.__name__ in ("JSON", "JSONB") and not isinstance(cell, str):
        return json.dumps(cell)
    return cell
