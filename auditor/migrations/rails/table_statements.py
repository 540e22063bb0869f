"""create_table, drop_table, rename_table, and what concerns types, schemas and extensions."""

import re
from collections.abc import Callable

from auditor.errors import SourceError
from auditor.migrations.rails import table_definition
from auditor.migrations.rails.arguments import argument, word, words
from auditor.migrations.rails.call import Call
from auditor.migrations.rails.casts import literal, table_sql
from auditor.migrations.rails.column_statements import Version, known_table
from auditor.migrations.rails.indexes import renamed, renamed_with_table
from auditor.migrations.rails.names import relation
from auditor.migrations.rails.options import flag, optional
from auditor.model.schema import Table, quoted
from auditor.model.source import World

_NAME_LIMIT = 63
_NUMBERING = re.compile(r"nextval|uuid_generate", re.IGNORECASE)
_NUMBERING_NOW = re.compile(r"nextval|uuid_generate|gen_random_uuid", re.IGNORECASE)


def _create_table(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return table_definition.create_table(call, version)


def _create_join_table(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return table_definition.create_join_table(call, version)


def _drop_table(call: Call, version: Version, world: World) -> tuple[str, ...]:
    named = [word(one, "table of drop_table") for one in call.args]
    if not named:
        raise SourceError("drop_table has no table")
    return (_dropped(call, ", ".join(table_sql(one) for one in named)),)


def _drop_join_table(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (_dropped(call, table_sql(table_definition.join_name(call))),)


def _rename_table(call: Call, version: Version, world: World) -> tuple[str, ...]:
    old, new = argument(call, 0, "table"), argument(call, 1, "new name")
    known = known_table(world, old)
    statement = f"ALTER TABLE {table_sql(old)} RENAME TO {quoted(new)}"
    if known is None:
        return (statement,)
    return statement, *_renamed_key(known, old, new, version), *renamed_with_table(old, new, version, known)


def _renamed_key(table: Table, old: str, new: str, version: Version) -> tuple[str, ...]:
    """The primary key goes with the table where something numbers it, and its sequence where the name is the usual."""
    column = table.columns.get(table.primary[0]) if table.primary else None
    numbering = _NUMBERING if version < (7, 1) else _NUMBERING_NOW
    if column is None or not (column.identity or numbering.search(column.default or "")):
        return ()
    before, after = relation(old).name, relation(new).name
    key = renamed(old, _with_end(before, "_pkey"), _with_end(after, "_pkey"))
    end = f"_{column.name}_seq"
    named = re.search(r"nextval\('(?:[^'.]*\.)?\"?([^'\".]+)\"?'", column.default or "")
    if not column.identity and (named is None or named[1] != _with_end(before, end)):
        return (key,)
    sequence = table_sql(_with_end(before, end))
    return key, f"ALTER SEQUENCE {sequence} RENAME TO {quoted(_with_end(after, end))}"


def _with_end(name: str, end: str) -> str:
    return name[: _NAME_LIMIT - len(end)] + end


def _change_table_comment(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (f"COMMENT ON TABLE {table_sql(argument(call, 0, 'table'))} IS ''",)


def _enable_extension(call: Call, version: Version, world: World) -> tuple[str, ...]:
    named = relation(argument(call, 0, "extension"))
    return (f"CREATE EXTENSION IF NOT EXISTS {quoted(named.name)}",)


def _disable_extension(call: Call, version: Version, world: World) -> tuple[str, ...]:
    cascade = version < (7, 1) or call.options.get("force") == "cascade"
    named = relation(argument(call, 0, "extension"))
    return (f"DROP EXTENSION IF EXISTS {quoted(named.name)}{' CASCADE' if cascade else ''}",)


def _create_enum(call: Call, version: Version, world: World) -> tuple[str, ...]:
    if len(call.args) < 2:
        raise SourceError("create_enum has no values")
    values = ", ".join(literal(one) for one in words(call.args[1], "value of the enum"))
    return (f"CREATE TYPE {table_sql(argument(call, 0, 'name'))} AS ENUM ({values})",)


def _drop_enum(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (f"DROP TYPE {_if_exists(call)}{table_sql(argument(call, 0, 'name'))}",)


def _rename_enum(call: Call, version: Version, world: World) -> tuple[str, ...]:
    new = optional(call.options, "to") or argument(call, 1, "new name")
    return (f"ALTER TYPE {table_sql(argument(call, 0, 'name'))} RENAME TO {quoted(new)}",)


def _add_enum_value(call: Call, version: Version, world: World) -> tuple[str, ...]:
    missing = "IF NOT EXISTS " if flag(call.options, "if_not_exists") else ""
    value = literal(argument(call, 1, "value"))
    return (f"ALTER TYPE {table_sql(argument(call, 0, 'name'))} ADD VALUE {missing}{value}",)


def _rename_enum_value(call: Call, version: Version, world: World) -> tuple[str, ...]:
    old, new = (literal(word(call.options.get(key), f"{key}:")) for key in ("from", "to"))
    return (f"ALTER TYPE {table_sql(argument(call, 0, 'name'))} RENAME VALUE {old} TO {new}",)


def _create_schema(call: Call, version: Version, world: World) -> tuple[str, ...]:
    missing = "IF NOT EXISTS " if flag(call.options, "if_not_exists") else ""
    return (f"CREATE SCHEMA {missing}{quoted(argument(call, 0, 'schema'))}",)


def _drop_schema(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (f"DROP SCHEMA {_if_exists(call)}{quoted(argument(call, 0, 'schema'))} CASCADE",)


def _dropped(call: Call, tables: str) -> str:
    cascade = " CASCADE" if call.options.get("force") == "cascade" else ""
    return f"DROP TABLE {_if_exists(call)}{tables}{cascade}"


def _if_exists(call: Call) -> str:
    return "IF EXISTS " if flag(call.options, "if_exists") else ""


TABLE_STATEMENTS: dict[str, Callable[[Call, Version, World], tuple[str, ...]]] = {
    "create_table": _create_table,
    "create_join_table": _create_join_table,
    "drop_table": _drop_table,
    "drop_join_table": _drop_join_table,
    "rename_table": _rename_table,
    "change_table_comment": _change_table_comment,
    "enable_extension": _enable_extension,
    "disable_extension": _disable_extension,
    "create_enum": _create_enum,
    "drop_enum": _drop_enum,
    "rename_enum": _rename_enum,
    "add_enum_value": _add_enum_value,
    "rename_enum_value": _rename_enum_value,
    "create_schema": _create_schema,
    "drop_schema": _drop_schema,
}
