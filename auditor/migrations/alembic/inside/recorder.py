"""What a revision sends to the database is noted, what it reads from there is asked of the parent."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from .literals import has_unknown, unknown

_COMMENTS = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/|\()+", re.DOTALL)
_READS = re.compile(r"(?:select|values|table|show)\b", re.IGNORECASE)
_WITH = re.compile(r"with\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(?:insert\s+into|update|delete\s+from|merge\s+into)\b", re.IGNORECASE)
_CHANGES = re.compile(r"\b(?:setval|nextval|set_config)\s*\(|\binto\s+(?:temp|table)\b", re.IGNORECASE)
_LOGS = re.compile(r"\.(?:debug|info|warn|warning|error|exception|critical|getLogger|get_logger|log)\Z")
_PURE = re.compile(r"(?:simplejson|ujson|orjson|yaml|pytz|dateutil|croniter)\b")
_NUMBERS = ("id", "count", "sum", "min", "max", "exists", "total", "?column?")
_LOCKING = re.compile(r"\s+for\s+(?:no\s+key\s+)?(?:update|(?:key\s+)?share)\b[^()]*\Z", re.IGNORECASE)


class Recorder:
    """The other side of the connection. Where nobody knows, the answer is `hopeful`: nothing is there, or all is.

    `path` is the file whose lines are told; `texts` are the words in it, which may be names of columns.
    """

    def __init__(self, ask: Callable[[Any], Any], path: str, texts: tuple[str, ...], hopeful: bool) -> None:
        self._ask = ask
        self._path = path
        self._hopeful = hopeful
        self._seen: set[tuple[int, str]] = set()
        self.texts = texts
        self.types: dict[str, bool] = {}
        self.results_wanted = True
        self.told = 0

    def line(self) -> int:
        """The line of the file that is being run; 0 where none is."""
        frame = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename == self._path:
                return frame.f_lineno
            frame = frame.f_back  # type: ignore[assignment]
        return 0

    def reads(self, sql: str) -> bool:
        """Whether the statement only gives rows."""
        text = _COMMENTS.sub("", sql, count=1)
        if not self.results_wanted or _CHANGES.search(text):
            return False
        return bool(_READS.match(text) or (_WITH.match(text) and not _WRITES.search(text)))

    def statement(self, sql: str) -> None:
        """Notes a statement that changes the database."""
        self.told += 1
        self._ask({"do": "statement", "sql": sql, "line": self.line(), "unknown": has_unknown(sql)})

    def note(self, because: str) -> None:
        """Notes what makes the reading of all that follows uncertain."""
        self._ask({"do": "note", "because": because, "line": self.line()})

    def unread(self, text: str, reason: str, table: str | None = None, schema: str | None = None) -> None:
        """Notes what may change the database, or that table of it, and cannot be told."""
        told = {"text": text, "reason": reason[:300], "table": table, "schema": schema}
        self._ask({"do": "unread", "line": self.line(), **told})

    def called(self, name: str) -> None:
        """Notes a call of what cannot be imported, unless it only logs or computes."""
        if not (_LOGS.search(name) or _PURE.match(name)):
            self._ask({"do": "called", "name": name, "line": self.line()})

    def outside(self) -> None:
        """Notes that not all is run in one transaction."""
        self._ask({"do": "outside"})

    def savepoint(self, name: str, kept: bool) -> None:
        """Notes that a savepoint is made, or gone back to."""
        self._ask({"do": "savepoint" if kept else "back", "name": name})

    def rolled_back(self) -> None:
        """Notes that what was done before may not be kept."""
        self._ask({"do": "rolled back", "line": self.line()})

    def rows(self, sql: str, kinds: dict[str, str] | None) -> tuple[list[str], list[list[Any]]]:
        """Column names and rows of a SELECT; `kinds` are names and Python types, where they are known."""
        line = self.line()
        said = self._ask({"do": "rows", "sql": _LOCKING.sub("", sql.strip().rstrip(";")), "line": line})
        if "rows" in said:
            return list(said["columns"]) or list(kinds or ["value"]), [list(row) for row in said["rows"]]
        again = (line, sql) in self._seen
        self._seen.add((line, sql))
        shown = kinds or {one: _likely(one) for one in said.get("columns") or ["value_id"]}
        return list(shown), [[unknown(kind) for kind in shown.values()]] if self._hopeful and not again else []

    def table(self, name: str, schema: str | None, described: bool = False) -> dict[str, Any] | None:
        """A table as the parent describes it, None where there is none. What is `described` is thought to be there."""
        said = self._ask({"do": "table", "name": name, "schema": schema, "line": self.line()})
        if "table" in said:
            return said["table"]  # type: ignore[no-any-return]
        return self._imagined(name) if self._hopeful or described else None

    def index(self, name: str, schema: str | None) -> bool:
        """Whether there is an index of that name."""
        said = self._ask({"do": "index", "name": name, "schema": schema, "line": self.line()})
        return bool(said.get("index", self._hopeful))

    def _imagined(self, table: str) -> dict[str, Any]:
        """A table that has all that the file speaks of, or nothing."""
        texts = self.texts if self._hopeful else ()
        none: list[str] = []
        return {
            "kind": "table",
            "columns": [{"name": one, "type": "text", "nullable": True, "default": None} for one in texts],
            "primary": None,
            "indexes": [{"name": one, "columns": none, "unique": False} for one in texts],
            "unique": [{"name": one, "columns": none} for one in texts],
            "foreign": [
                {"name": one, "columns": none, "to": table, "to_schema": None, "to_columns": none} for one in texts
            ],
            "checks": [{"name": one, "expression": "true"} for one in texts],
        }


def _likely(name: str) -> str:
    """The Python type that a column of that name most likely has."""
    return "int" if name in _NUMBERS or name.endswith("_id") else "str"
