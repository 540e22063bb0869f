"""Django's own schema editor for PostgreSQL, on a connection that leads to the parent and not to a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .expected import expected

SEQUENCES = """
SELECT s.relname::text AS name, a.attname::text AS attribute
FROM pg_class t
JOIN pg_depend d ON d.refobjid = t.oid AND d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass
JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE t.relname = '%s' AND pg_table_is_visible(t.oid) AND d.deptype IN (%s)
"""

if TYPE_CHECKING:
    Ask = Callable[[dict[str, Any]], dict[str, Any]]


class Record:
    """What was said to the database: statements with their lines. `doubt` is on those that hang on a guess."""

    def __init__(self, ask: Ask) -> None:
        self.entries: list[dict[str, Any]] = []
        self.line = 1
        self.raw = False
        self.doubt: tuple[str, str] | None = None
        self.state: Any = None
        self._ask = ask
        self._told = 0

    def add(self, sql: str) -> None:
        """The next statement, or for RunSQL a text of several."""
        entry: dict[str, Any] = {"line": self.line, "sql": sql, "raw": self.raw}
        if self.doubt:
            entry["reading"], entry["because"] = self.doubt
        self.entries.append(entry)

    def opaque(self, text: str, because: str, tables: list[str] | None) -> None:
        """Something that was not said as SQL."""
        self.entries.append({"line": self.line, "opaque": text, "because": because, "tables": tables})

    def constraints(self, table: str, guess: list[dict[str, Any]]) -> dict[str, Any]:
        """What the table has by then, as Django's introspection gives it; `guess` serves where nobody knows."""
        news, self._told = self.entries[self._told :], len(self.entries)
        said = self._ask({"ask": "constraints", "table": table, "guess": guess, "news": news})
        if said.get("unanswered"):
            self.doubt = ("guarded", f"names of constraints and indexes of {table} are guessed: {said['unanswered']}")
        found = said.get("constraints")
        return found if isinstance(found, dict) else {}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database answers to a SELECT. Raises Django's OperationalError."""
        from django.db.utils import OperationalError

        said = self._ask({"ask": "rows", "sql": sql})
        if "rows" not in said:
            raise OperationalError(said.get("unanswered", "nobody to ask"))
        return [tuple(row) for row in said["rows"]]


class Cursor:
    """A cursor on which only SELECT goes."""

    rowcount = -1
    description = None

    def __init__(self, record: Record, editor: Any) -> None:
        self._record = record
        self._editor = editor
        self._rows: Iterator[tuple[Any, ...]] = iter(())

    def execute(self, sql: Any, params: Any = None) -> None:
        """Asks it of the parent."""
        from django.db.utils import OperationalError

        text = str(sql) if params is None else merged(self._editor, str(sql), params)
        if text.split(None, 1)[:1] not in (["SELECT"], ["select"]):
            raise OperationalError("migrations are only read here: " + " ".join(text.split())[:80])
        self._rows = iter(self._record.rows(text))

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""
        return list(self._rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def close(self) -> None:
        """Nothing is open."""


def recording(connection: Any, atomic: bool, ask: Ask, server: int) -> Any:
    """The schema editor, with its `record`."""
    record = Record(ask)
    _settle(connection, server)
    editor = _class(connection)(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []
    editor.record = record
    connection.in_atomic_block = atomic
    connection.cursor = lambda *_, **__: Cursor(record, editor)
    connection.ops.compose_sql = lambda sql, params: merged(editor, sql, params)
    connection.introspection.get_sequences = lambda cursor, table, *_: list(_sequences(record, table))
    connection.introspection.get_constraints = lambda cursor, table: record.constraints(table, expected(editor, table))
    return editor


def _settle(connection: Any, server: int) -> None:
    """The features of a server of that version, found out without one."""
    vars(connection)["pg_version"] = server
    connection.features = type(connection.features)(connection)


def _sequences(record: Record, table: str) -> Iterator[dict[str, Any]]:
    """Those that columns number their rows with; one that a statement has just taken away is still there to look at."""
    last = record.entries[-1].get("sql", "") if record.entries else ""
    kinds = ("a",) if last.endswith("DROP IDENTITY IF EXISTS") else ("a", "i")
    for name, column in record.rows(SEQUENCES % (table.replace("'", "''"), ", ".join(map(repr, kinds)))):
        yield {"name": name, "table": table, "column": column}


def _class(connection: Any) -> Any:
    class Recording(connection.SchemaEditorClass):  # type: ignore[misc]
        def execute(self, sql: Any, params: Any = ()) -> None:
            text = str(sql)
            self.record.add(text if params is None else merged(self, text, params))

        def quote_value(self, value: Any) -> str:
            if not isinstance(value, str):
                return str(super().quote_value(value))
            doubled = "%%" in str(super().quote_value("%"))  # as some versions do, whatever comes of it
            return _literal(self, value.replace("%", "%%") if doubled else value)

        def _get_sequence_name(self, table: str, column: str) -> Any:
            return _unless_unasked(lambda: super(Recording, self)._get_sequence_name(table, column), None)

        def _is_collation_deterministic(self, collation_name: str) -> Any:
            return _unless_unasked(lambda: super(Recording, self)._is_collation_deterministic(collation_name), True)

    return Recording


def _unless_unasked(look: Callable[[], Any], usual: Any) -> Any:
    from django.db.utils import OperationalError

    try:
        return look()
    except OperationalError:
        return usual


def merged(editor: Any, sql: str, params: Any) -> str:
    """The statement with its parameters in it, as the driver would send it."""
    if isinstance(params, Mapping):
        return sql % {name: _literal(editor, value) for name, value in params.items()}
    if params:
        return sql % tuple(_literal(editor, value) for value in params)
    try:
        return sql % ()
    except (TypeError, ValueError):
        return sql  # a lone percent sign


def _literal(editor: Any, value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if type(value).__name__ == "Binary":  # of either driver
        value = getattr(value, "obj", None) or value.adapted
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "'\\x" + bytes(value).hex() + "'::bytea"
    return str(editor.quote_value(value)).strip()
