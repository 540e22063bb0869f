"""PostgreSQL as SQLAlchemy speaks to it, with a recorder in the place of the server."""

# ruff: noqa: D102 (what its methods are for, SQLAlchemy says)

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import create_engine, pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.types import NullType

from . import driver
from .recorder import Recorder

_TYPE = re.compile(
    r"(?P<name>[^()\[\]]+?)\s*(?:\((?P<size>[\d,\s]+)\))?(?P<zone> with(?:out)? time zone)?(?P<array>(?:\[\])*)\Z"
)
Listed = list  # of what an inspector gives


class RecordingDialect(PGDialect):
    """Its inspector answers from what the parent knows; nothing is ever connected to."""

    driver = "psycopg2"  # what applications ask for
    supports_statement_cache = False
    supports_sane_rowcount = False
    supports_sane_multi_rowcount = False
    use_insertmanyvalues = False
    insert_executemany_returning = False
    update_executemany_returning = False
    delete_executemany_returning = False
    postfetch_lastrowid = False
    recorder: Recorder

    def initialize(self, connection: Any) -> None:
        """Nothing is asked of the server about itself."""
        self.server_version_info = (16, 0)
        self.default_schema_name = "public"
        self._backslash_escapes = False

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        cursor.context = context
        cursor.execute(statement, parameters)

    def do_execute_no_params(self, cursor: Any, statement: Any, context: Any = None) -> None:
        cursor.context = context
        cursor.execute(str(statement).replace("%", "%%"))

    def do_savepoint(self, connection: Any, name: str) -> None:
        self.recorder.savepoint(name, kept=True)

    def do_release_savepoint(self, connection: Any, name: str) -> None:
        """What was done since is kept."""

    def do_rollback_to_savepoint(self, connection: Any, name: str) -> None:
        self.recorder.savepoint(name, kept=False)

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        if level == "AUTOCOMMIT":
            self.recorder.outside()

    def get_isolation_level(self, dbapi_connection: Any) -> str:  # type: ignore[override]
        return "READ COMMITTED"

    def get_isolation_level_values(self, dbapi_connection: Any) -> Any:
        return ("AUTOCOMMIT", "READ COMMITTED", "READ UNCOMMITTED", "REPEATABLE READ", "SERIALIZABLE")

    reset_isolation_level = get_isolation_level  # type: ignore[assignment]
    get_default_isolation_level = get_isolation_level  # type: ignore[assignment]

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        return False

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        return self.recorder.table(table_name, schema) is not None

    def has_index(self, connection: Any, table_name: str, index_name: str, schema: Any = None, **kw: Any) -> bool:
        return self.recorder.index(index_name, schema)

    def has_sequence(self, connection: Any, sequence_name: str, schema: str | None = None, **kw: Any) -> bool:
        return self._has("relname", "pg_class where relkind = 'S' and", sequence_name)

    def has_schema(self, connection: Any, schema_name: str, **kw: Any) -> bool:  # type: ignore[override]
        return self._has("nspname", "pg_namespace where", schema_name)

    def has_type(self, connection: Any, type_name: str, schema: str | None = None, **kw: Any) -> bool:
        if type_name in self.recorder.types:
            return self.recorder.types[type_name]
        return self._has("typname", "pg_type where", type_name)

    def get_schema_names(self, connection: Any, **kw: Any) -> Listed[str]:
        return self._names("select nspname as name from pg_namespace order by 1") or ["public"]

    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> Listed[str]:
        where = f"table_schema = '{schema or 'public'}' and table_type = 'BASE TABLE'"
        return self._names(f"select table_name as name from information_schema.tables where {where} order by 1")

    def get_view_names(self, connection: Any, schema: str | None = None, **kw: Any) -> Listed[str]:
        return self._names("select viewname as name from pg_views where schemaname = current_schema() order by 1")

    def get_enums(self, connection: Any, schema: str | None = None, **kw: Any) -> Listed[dict[str, Any]]:
        sql = "select t.typname as name, e.enumlabel as label from pg_enum e join pg_type t on t.oid = e.enumtypid"
        found: dict[str, list[str]] = {}
        for row in self.recorder.rows(f"{sql} order by t.typname, e.enumsortorder", {"name": "str", "label": "str"})[1]:
            found.setdefault(row[0], []).append(row[1])
        return [{"name": one, "schema": "public", "visible": True, "labels": two} for one, two in found.items()]

    _load_enums = get_enums

    def get_columns(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Listed[Any]:
        return [
            {**one, "type": self._made(one["type"]), "autoincrement": False}
            for one in self._table(table_name, schema)["columns"]
        ]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Any:
        primary = self._table(table_name, schema)["primary"] or {"name": None, "columns": []}
        return {"constrained_columns": primary["columns"], "name": primary["name"]}

    def get_foreign_keys(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Listed[Any]:
        return [
            {
                "name": one["name"],
                "constrained_columns": one["columns"],
                "referred_schema": one["to_schema"],
                "referred_table": one["to"],
                "referred_columns": one["to_columns"],
                "options": {},
            }
            for one in self._table(table_name, schema)["foreign"]
        ]

    def get_indexes(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Listed[Any]:
        return [
            {"name": one["name"], "column_names": one["columns"], "unique": one["unique"], "dialect_options": {}}
            for one in self._table(table_name, schema)["indexes"]
        ]

    def get_unique_constraints(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Listed[Any]:
        unique = self._table(table_name, schema)["unique"]
        return [{"name": one["name"], "column_names": one["columns"]} for one in unique]

    def get_check_constraints(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Listed[Any]:
        checks = self._table(table_name, schema)["checks"]
        return [{"name": one["name"], "sqltext": one["expression"]} for one in checks]

    def get_table_comment(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Any:
        return {"text": None}

    def get_table_options(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Any:
        return {}

    def _table(self, name: str, schema: str | None) -> dict[str, Any]:
        found = self.recorder.table(name, schema, described=True)
        if found is None:
            raise NoSuchTableError(name)
        return found

    def _names(self, sql: str) -> list[str]:
        return [str(row[0]) for row in self.recorder.rows(sql, {"name": "str"})[1]]

    def _has(self, column: str, among: str, name: str) -> bool:
        quoted = name.replace("'", "''")
        return name in self._names(f"select {column} as name from {among} {column} = '{quoted}'")

    def _made(self, spelled: str) -> Any:
        """The type that PostgreSQL spells so."""
        match = _TYPE.match(spelled)
        made = self.ischema_names.get(match["name"] + (match["zone"] or "")) if match else None
        if match is None or made is None:
            return NullType()
        sizes = [int(one) for one in (match["size"] or "").split(",") if one.strip()]
        zoned = {"timezone": "with " in match["zone"]} if match["zone"] else {}
        try:
            whole = made(*([] if zoned else sizes), **zoned)
        except TypeError:
            whole = made()
        return self.ischema_names["array"](whole) if match["array"] and "array" in self.ischema_names else whole


def _many(single: str) -> Any:
    """How SQLAlchemy 2 asks for several tables at once, by asking for one after another."""

    def method(self: Any, connection: Any, *, schema: Any = None, filter_names: Any = None, **kw: Any) -> Any:
        names = filter_names or self.get_table_names(connection, schema)
        kept = {one: kw[one] for one in kw if one == "info_cache"}
        for name in names:
            try:
                yield (schema, name), getattr(self, single)(connection, name, schema, **kept)
            except NoSuchTableError:
                continue

    return method


for _single, _multi in (
    *(("get_columns", "get_multi_columns"), ("get_pk_constraint", "get_multi_pk_constraint")),
    *(("get_foreign_keys", "get_multi_foreign_keys"), ("get_indexes", "get_multi_indexes")),
    *(("get_unique_constraints", "get_multi_unique_constraints"), ("get_table_comment", "get_multi_table_comment")),
    *(("get_check_constraints", "get_multi_check_constraints"), ("get_table_options", "get_multi_table_options")),
):
    setattr(RecordingDialect, _multi, _many(_single))

registry.register("postgresql.auditor_recording", __name__, "RecordingDialect")


def recording_engine(recorder: Recorder) -> Any:
    """An engine all of whose statements go to the recorder."""
    engine = create_engine(
        "postgresql+auditor_recording://recorded@recorded/recorded",
        module=driver,
        poolclass=pool.StaticPool,
        creator=lambda: driver.Connection(recorder),
    )
    engine.dialect.recorder = recorder  # type: ignore[attr-defined]
    return engine
