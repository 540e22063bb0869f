"""The columns of create_table, change_table and add_column, as they stand in SQL."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.migrations.rails.arguments import truth
from auditor.migrations.rails.call import Raw, Value
from auditor.migrations.rails.casts import default_sql, literal, table_sql
from auditor.migrations.rails.options import flag, optional
from auditor.migrations.rails.types import collation, sql_type
from auditor.model.schema import quoted

_NUMBERED = {"integer": "serial", "bigint": "bigserial"}


@dataclass(frozen=True, slots=True)
class ColumnCall:
    """A column that a call asks for, its type being Rails' word for it."""

    name: str
    kind: str
    options: Mapping[str, Value]


def definition(column: ColumnCall, version: tuple[int, int]) -> str:
    """Name, type and what holds of a column, as in CREATE TABLE."""
    options = column.options
    kind = _numbered(column)
    typed = sql_type(kind, options, version)
    if kind == "primary_key":
        return f"{quoted(column.name)} {typed}"
    primary = flag(options, "primary_key")
    required = primary or ("null" in options and options["null"] is not None and not truth(options["null"], "null:"))
    parts = [f"{quoted(column.name)} {typed}{collation(options)}"]
    expression = optional(options, "as")
    if expression is not None:
        parts.append(f"GENERATED ALWAYS AS ({expression}){' STORED' if flag(options, 'stored') else ''}")
    if "default" in options and not (required and options["default"] is None):
        parts.append(f"DEFAULT {default_sql(options['default'], typed)}")
    parts += ["NOT NULL"] * required + ["PRIMARY KEY"] * primary
    return " ".join(parts)


def added(table: str, column: ColumnCall, version: tuple[int, int]) -> tuple[str, ...]:
    """The statements of add_column."""
    missing = "IF NOT EXISTS " if flag(column.options, "if_not_exists") else ""
    alter = f"ALTER TABLE {table_sql(table)} ADD COLUMN {missing}{definition(column, version)}"
    return alter, *commented(table, column.name, column.options.get("comment"))


def commented(table: str, column: str, comment: Value) -> tuple[str, ...]:
    """The statement for the comment of a column, none where there is none; its text does not matter."""
    if comment is None:
        return ()
    text = literal(comment) if isinstance(comment, str) and not isinstance(comment, Raw) else "''"
    return (f"COMMENT ON COLUMN {table_sql(table)}.{quoted(column)} IS {text}",)


def timestamps(options: Mapping[str, Value], version: tuple[int, int]) -> tuple[ColumnCall, ColumnCall]:
    """`created_at` and `updated_at`, nullable in migrations before 5.0, to the microsecond from 6.0."""
    given: dict[str, Value] = dict(options)
    if given.get("null") is None:
        given["null"] = version < (5, 0)
    if "precision" not in given:
        given["precision"] = 6 if version >= (6, 0) else None
    return ColumnCall("created_at", "datetime", given), ColumnCall("updated_at", "datetime", given)


def attachment(name: str) -> tuple[ColumnCall, ...]:
    """The columns of a file kept by Paperclip."""
    kinds = {"file_name": "string", "content_type": "string", "file_size": "integer", "updated_at": "datetime"}
    return tuple(ColumnCall(f"{name}_{end}", kind, {}) for end, kind in kinds.items())


def primary_column(name: str, kind: str, options: Mapping[str, Value], version: tuple[int, int]) -> ColumnCall:
    """The column of `t.primary_key`, or that which create_table makes by itself."""
    if kind == "primary_key" and version < (5, 1):
        kind = "integer"
    given: dict[str, Value] = {**options, "primary_key": True}
    if kind == "uuid" and "default" not in given:
        given["default"] = "gen_random_uuid()"
    return ColumnCall(name, kind, given)


def _numbered(column: ColumnCall) -> str:
    """The type, which for a whole number that is the primary key numbers the rows."""
    kind, options = column.kind, column.options
    if kind not in _NUMBERED or not flag(options, "primary_key") or "default" in options:
        return kind
    return _NUMBERED["bigint"] if options.get("limit") == 8 else _NUMBERED[kind]
