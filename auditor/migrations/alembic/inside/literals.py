"""Parameters as they stand in SQL, and values that nobody knows."""

from __future__ import annotations

import datetime
import decimal
import json
import re
import uuid
from collections.abc import Iterator
from enum import Enum
from itertools import count
from typing import Any

FIRST_UNKNOWN = 7_777_777_777_777_000_000
UNKNOWN_DAY = datetime.datetime(7777, 7, 7, 7, 7, 7)  # noqa: DTZ001 (timestamps of most columns have no zone)
_UNKNOWN = re.compile(r"7777777777777\d{6}|7777-07-07")
_PARAMETER = re.compile(r"%%|%\((?P<name>[^()]+)\)s|%s")

_numbers = count(FIRST_UNKNOWN)


def unknown(kind: str = "int") -> Any:
    """A value that can be told from all others wherever it stands in a statement; `kind` is a Python type's name."""
    number = next(_numbers)
    known = {"str": str(number), "datetime": UNKNOWN_DAY, "date": UNKNOWN_DAY.date(), "bool": True}
    return known.get(kind, number)


def has_unknown(sql: str) -> bool:
    """Whether a value that nobody knows stands in the statement."""
    return _UNKNOWN.search(sql) is not None


def bound(sql: str, parameters: Any) -> str:
    """The statement with its parameters, by name or by position, in their places. Raises TypeError."""
    named = parameters if hasattr(parameters, "keys") else {}
    placed: Iterator[Any] = iter(() if named else parameters or ())

    def put(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        if match["name"] is not None:
            return literal(named[match["name"]]) if match["name"] in named else match[0]
        return literal(next(placed))

    try:
        return _PARAMETER.sub(put, sql)
    except StopIteration:
        raise TypeError("the statement has more places than parameters") from None


def literal(value: Any) -> str:
    """The value as PostgreSQL reads it. Raises TypeError."""
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "true", False: "false"}[value]
    if isinstance(value, Enum):
        return literal(value.value)
    if isinstance(value, (int, float, decimal.Decimal)):
        return _number(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"'\\x{bytes(value).hex()}'::bytea"
    if isinstance(value, (list, tuple)):
        return f"ARRAY[{', '.join(literal(one) for one in value)}]" if value else "'{}'"
    return _text(value)


def _number(value: Any) -> str:
    said = str(value)
    return said if said.lstrip("-")[:1].isdigit() else f"'{said}'::numeric"


def _text(value: Any) -> str:
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return f"'{value.isoformat()}'"
    if isinstance(value, datetime.timedelta):
        return f"'{value.total_seconds()} seconds'::interval"
    if isinstance(value, dict):
        return _quoted(json.dumps(value))
    if isinstance(value, (str, uuid.UUID)):
        return _quoted(str(value))
    raise TypeError(f"a parameter of the type {type(value).__name__} cannot be put into SQL")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
