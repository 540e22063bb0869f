"""The operations of one migration, carried out on a schema editor that only notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .places import Place, places
from .touched import touched

EXTENSIONS = "django.contrib.postgres.operations"


class Walk:
    """One migration. Its operations are carried out as `Migration.apply` does, but for those that run code."""

    def __init__(self, migration: Any, path: str, editor: Any) -> None:
        self._app = migration.app_label
        self._migration = migration
        self._path = path
        self._editor = editor
        self._record = editor.record
        self._lines: dict[int, int] = {}

    def entries(self, state: Any) -> list[dict[str, Any]]:
        """What it says to the database, and what it does that cannot be told. `state` becomes that after it."""
        state.apps  # noqa: B018 (made once, from here on kept up to date)
        operations = self._migration.operations
        found = places(self._path, operations)
        for at, operation in enumerate(operations):
            before = state.clone()
            operation.state_forwards(self._app, state)
            self._operation(operation, found[at], before, state)
        for statement in self._editor.deferred_sql:
            self._record.line = self._lines.get(id(statement), 1)
            self._record.doubt = None
            self._editor.execute(statement, None)
        entries: list[dict[str, Any]] = self._record.entries
        return entries

    def _operation(self, operation: Any, place: Place, before: Any, after: Any) -> None:
        from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState

        self._record.line, self._record.state, self._record.doubt = place.line, before, None
        known = type(operation).database_forwards.__module__.startswith("django.")
        if isinstance(operation, SeparateDatabaseAndState) and known:
            self._separate(operation, place, before)
        elif isinstance(operation, RunPython):
            self._python(operation, before)
        elif isinstance(operation, RunSQL) and known:
            self._sql(operation, place)
        elif not operation.reduces_to_sql:
            self._record.opaque(_named(operation), f"{_named(operation)} runs code, and says no SQL", None)
        else:
            if not known:
                self._record.doubt = (
                    "partial",
                    f"{_named(operation)} is no operation of Django's: its own code said this",
                )
            self._carried_out(operation, before, after)

    def _separate(self, operation: Any, place: Place, before: Any) -> None:
        for at, inner in enumerate(operation.database_operations):
            after = before.clone()
            inner.state_forwards(self._app, after)
            self._operation(inner, place.inner[at] if at < len(place.inner) else place, before, after)
            before = after

    def _python(self, operation: Any, before: Any) -> None:
        from django.db.migrations.operations import RunPython

        if operation.code is RunPython.noop or not self._allowed(operation.hints):
            return
        name = getattr(operation.code, "__qualname__", type(operation.code).__name__)
        tables = touched(operation.code, before.apps)
        self._record.opaque(f"RunPython({name})", f"{name}() is Python, which is not run to read it", tables)

    def _sql(self, operation: Any, place: Place) -> None:
        if not self._allowed(operation.hints):
            return
        texts = operation.sql if isinstance(operation.sql, (list, tuple)) else [operation.sql]
        self._record.raw = True
        for at, text in enumerate(texts):
            self._record.line = place.texts[at] if at < len(place.texts) else place.line
            parts = text if isinstance(text, (list, tuple)) else (text, None)
            try:
                self._editor.execute(*parts)
            except Exception as error:
                self._stopped(operation, error, None)
        self._record.raw = False

    def _allowed(self, hints: dict[str, Any]) -> bool:
        from django.db import router

        return bool(router.allow_migrate(self._editor.connection.alias, self._app, **hints))

    def _carried_out(self, operation: Any, before: Any, after: Any) -> None:
        try:
            if _is_extension(operation):
                if self._allowed(getattr(operation, "hints", None) or {}):
                    self._record.add("CREATE EXTENSION IF NOT EXISTS " + self._editor.quote_name(operation.name))
            else:
                operation.database_forwards(self._app, self._editor, before, after)
        except Exception as error:
            self._stopped(operation, error, self._tables(operation, before, after))
        for statement in self._editor.deferred_sql:
            self._lines.setdefault(id(statement), self._record.line)

    def _stopped(self, operation: Any, error: Exception, tables: list[str] | None) -> None:
        words = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        self._record.opaque(_named(operation), f"{_named(operation)} stopped: {words}", tables)

    def _tables(self, operation: Any, *states: Any) -> list[str] | None:
        name = getattr(operation, "model_name", None) or getattr(operation, "name", None)
        for state in states:
            model = state.models.get((self._app, str(name).lower()))
            if model is not None:
                return [state.apps.get_model(self._app, name)._meta.db_table]
        return None


def _named(operation: Any) -> str:
    return type(operation).__name__


def _is_extension(operation: Any) -> bool:
    """CREATE EXTENSION without a look at what is there, for then nothing has to be asked, and it does no harm."""
    made: Sequence[Any] = type(operation).__mro__
    return any(one.__name__ == "CreateExtension" and one.__module__ == EXTENSIONS for one in made)
