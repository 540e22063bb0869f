"""add_column, change_column, add_reference and their like."""

from collections.abc import Callable, Mapping

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import argument, truth, word, words
from auditor.migrations.rails.call import Call, Value
from auditor.migrations.rails.casts import default_sql, table_sql
from auditor.migrations.rails.columns import ColumnCall, added, attachment, commented, timestamps
from auditor.migrations.rails.constraints import foreign_key, foreign_key_of, unvalidated
from auditor.migrations.rails.indexes import created, renamed_with_column
from auditor.migrations.rails.inflections import plural
from auditor.migrations.rails.names import relation
from auditor.migrations.rails.options import flag, hashed, optional, pairs
from auditor.migrations.rails.references import reference
from auditor.migrations.rails.types import collation, sql_type
from auditor.model.schema import Table, quoted
from auditor.model.source import Unanswered, World

Version = tuple[int, int]
_OWN_STATEMENTS = ("default", "null", "comment")


def _add_column(call: Call, version: Version, world: World) -> tuple[str, ...]:
    """add_column; `index:` is not for it."""
    kind = argument(call, 2, "type")
    options = dict(call.options)
    if kind == "primary_key" and version < (5, 1):
        kind, options["primary_key"] = "integer", True
    column = ColumnCall(argument(call, 1, "column"), kind, options)
    return added(argument(call, 0, "table"), column, version)


def _add_columns(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, kind = argument(call, 0, "table"), word(call.options.get("type"), "type:")
    options = {key: value for key, value in call.options.items() if key != "type"}
    named = (ColumnCall(word(one, "column"), kind, options) for one in call.args[1:])
    return tuple(statement for one in named for statement in added(table, one, version))


def _remove_column(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (_dropped(argument(call, 0, "table"), argument(call, 1, "column"), call.options),)


def _remove_columns(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    columns = [name for one in call.args[1:] for name in words(one, "column")]
    if not columns:
        raise SourceError("Rails refuses remove_columns without a column")
    return tuple(_dropped(table, one, call.options) for one in columns)


def _change_column(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, column, options = argument(call, 0, "table"), argument(call, 1, "column"), call.options
    typed = sql_type(argument(call, 2, "type"), options, version)
    named = f"ALTER COLUMN {quoted(column)}"
    using, cast = optional(options, "using"), optional(options, "cast_as")
    if using is None and cast is not None:
        using = f"CAST({quoted(column)} AS {sql_type(cast, options, version)})"
    changes = [f"{named} TYPE {typed}{collation(options)}{f' USING {using}' if using else ''}"]
    if "default" in options:
        changes.append(f"{named} {_set_default(options['default'], typed)}")
    required = "null" in options and not truth(options["null"], "null:")
    if "null" in options:
        changes.append(f"{named} {'SET' if required else 'DROP'} NOT NULL")
    statements = [", ".join(changes)] if version >= (5, 2) else changes
    altered = [f"ALTER TABLE {table_sql(table)} {one}" for one in statements]
    if version < (5, 2) and required and options.get("default") is not None:
        altered.insert(-1, _fill(table, column, default_sql(options["default"], typed)))
    return *altered, *commented(table, column, options.get("comment"))


def _change_column_default(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, column, options = argument(call, 0, "table"), argument(call, 1, "column"), call.options
    value: Value = call.args[2] if len(call.args) > 2 else hashed(options)
    if isinstance(value, dict) and "from" in value and "to" in value:
        value = value["to"]
    change = _set_default(value, _type_in(world, table, column))
    return (f"ALTER TABLE {table_sql(table)} ALTER COLUMN {quoted(column)} {change}",)


def _change_column_null(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, column = argument(call, 0, "table"), argument(call, 1, "column")
    if len(call.args) < 3:
        raise SourceError("change_column_null has not said whether null is allowed")
    nullable = truth(call.args[2], "null of change_column_null")
    alter = f"ALTER TABLE {table_sql(table)} ALTER COLUMN {quoted(column)} {'DROP' if nullable else 'SET'} NOT NULL"
    filler = call.args[3] if len(call.args) > 3 else None
    if nullable or filler is None:
        return (alter,)
    return _fill(table, column, default_sql(filler, _type_in(world, table, column))), alter


def _rename_column(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, old, new = argument(call, 0, "table"), argument(call, 1, "column"), argument(call, 2, "new name")
    known = known_table(world, table)
    statement = f"ALTER TABLE {table_sql(table)} RENAME COLUMN {quoted(old)} TO {quoted(new)}"
    return statement, *(renamed_with_column(table, old, new, version, known) if known else ())


def _add_timestamps(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return tuple(statement for one in timestamps(call.options, version) for statement in added(table, one, version))


def _remove_timestamps(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return tuple(_dropped(table, one, {}) for one in ("updated_at", "created_at"))


def _add_reference(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    found = reference(table, argument(call, 1, "reference"), call.options, version)
    statements = [statement for one in found.columns for statement in added(table, one, version)]
    if found.index is not None:
        statements += created(table, [one.name for one in found.columns], found.index, version)
    if found.foreign_key is not None:
        clause = foreign_key(table, found.to_table, found.foreign_key) + unvalidated(found.foreign_key)
        statements.append(f"ALTER TABLE {table_sql(table)} ADD {clause}")
    return tuple(statements)


def _remove_reference(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, name, options = argument(call, 0, "table"), argument(call, 1, "reference"), call.options
    statements = []
    if flag(options, "foreign_key"):
        given = pairs(options["foreign_key"])
        wanted: dict[str, Value] = {"column": f"{name}_id", **given} if given else {"column": f"{name}_id"}
        constraint, _ = foreign_key_of(table, None if given else plural(name), wanted, world)
        statements.append(f"ALTER TABLE {table_sql(table)} DROP CONSTRAINT {quoted(constraint)}")
    statements.append(_dropped(table, f"{name}_id", options))
    if flag(options, "polymorphic"):
        statements.append(_dropped(table, f"{name}_type", options))
    return tuple(statements)


def _attachment(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    columns = [column for one in call.args[1:] for column in attachment(word(one, "attachment"))]
    if call.name == "add_attachment":
        return tuple(statement for one in columns for statement in added(table, one, version))
    return tuple(_dropped(table, one.name, {}) for one in columns)


def _change_column_comment(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return commented(argument(call, 0, "table"), argument(call, 1, "column"), "")


def known_table(world: World, table: str) -> Table | None:
    """The table where the world knows it."""
    try:
        return world.table(relation(table))
    except Unanswered:
        return None


def _type_in(world: World, table: str, column: str) -> str:
    """The type of a column that is there, empty where that is not known."""
    known = known_table(world, table)
    found = known.columns.get(column) if known else None
    return found.type if found else ""


def _set_default(value: Value, typed: str) -> str:
    return "DROP DEFAULT" if value is None else f"SET DEFAULT {default_sql(value, typed)}"


def _fill(table: str, column: str, value: str) -> str:
    return f"UPDATE {table_sql(table)} SET {quoted(column)} = {value} WHERE {quoted(column)} IS NULL"


def _dropped(table: str, column: str, options: Mapping[str, Value]) -> str:
    missing = "IF EXISTS " if flag(options, "if_exists") else ""
    return f"ALTER TABLE {table_sql(table)} DROP COLUMN {missing}{quoted(column)}"


COLUMN_STATEMENTS: dict[str, Callable[[Call, Version, World], tuple[str, ...]]] = {
    "add_column": _add_column,
    "add_columns": _add_columns,
    "remove_column": _remove_column,
    "remove_columns": _remove_columns,
    "change_column": _change_column,
    "change_column_default": _change_column_default,
    "change_column_null": _change_column_null,
    "change_column_comment": _change_column_comment,
    "rename_column": _rename_column,
    "add_attachment": _attachment,
    "remove_attachment": _attachment,
    "add_timestamps": _add_timestamps,
    "remove_timestamps": _remove_timestamps,
    "add_reference": _add_reference,
    "add_belongs_to": _add_reference,
    "remove_reference": _remove_reference,
    "remove_belongs_to": _remove_reference,
}
