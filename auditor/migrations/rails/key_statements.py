"""add_index, add_foreign_key, add_check_constraint and their like."""

from collections.abc import Callable

from auditor.migrations.rails.arguments import argument
from auditor.migrations.rails.call import Call, Value
from auditor.migrations.rails.casts import table_sql
from auditor.migrations.rails.column_statements import Version, known_table
from auditor.migrations.rails.constraints import (
    check,
    exclusion,
    foreign_key,
    foreign_key_of,
    unique,
    unique_of,
    unvalidated,
)
from auditor.migrations.rails.indexes import created, removed, renamed
from auditor.migrations.rails.names import constraint_name
from auditor.migrations.rails.options import flag, optional
from auditor.model.schema import quoted
from auditor.model.source import World


def _add_index(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return created(table, _second(call) or argument(call, 1, "column"), call.options, version)


def _remove_index(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return removed(argument(call, 0, "table"), _second(call), call.options, version, world)


def _rename_index(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (renamed(argument(call, 0, "table"), argument(call, 1, "index"), argument(call, 2, "new name")),)


def _add_foreign_key(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, to_table, options = argument(call, 0, "table"), argument(call, 1, "table referred to"), call.options
    if flag(options, "if_not_exists"):
        wanted = {key: value for key, value in options.items() if key == "column"}
        if foreign_key_of(table, to_table, wanted, world)[1]:
            return ()
    return (_added(table, foreign_key(table, to_table, options) + unvalidated(options)),)


def _remove_foreign_key(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, to_table = argument(call, 0, "table"), _name(call)
    name, _ = foreign_key_of(table, to_table, call.options, world)
    return (_dropped(table, name, flag(call.options, "if_exists")),)


def _validate_foreign_key(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return (_validated(table, foreign_key_of(table, _name(call), call.options, world)[0]),)


def _add_check(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, expression = argument(call, 0, "table"), argument(call, 1, "expression")
    if flag(call.options, "if_not_exists"):
        known = known_table(world, table)
        name = optional(call.options, "name") or constraint_name("chk", table, expression)
        if known and any(one.name == name for one in known.constraints):
            return ()
    return (_added(table, check(table, expression, call.options) + unvalidated(call.options)),)


def _check_of(call: Call) -> str:
    table = argument(call, 0, "table")
    expression = optional(call.options, "expression")
    return optional(call.options, "name") or constraint_name(
        "chk", table, expression or argument(call, 1, "expression")
    )


def _remove_check(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (_dropped(argument(call, 0, "table"), _check_of(call), flag(call.options, "if_exists")),)


def _validate_check(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (_validated(argument(call, 0, "table"), _check_of(call)),)


def _validate_constraint(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return (_validated(argument(call, 0, "table"), argument(call, 1, "constraint")),)


def _add_exclusion(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return (_added(table, exclusion(table, argument(call, 1, "expression"), call.options)),)


def _remove_exclusion(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    name = optional(call.options, "name") or constraint_name("excl", table, argument(call, 1, "expression"))
    return (_dropped(table, name),)


def _add_unique(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return (_added(table, unique(table, _second(call), call.options)),)


def _remove_unique(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return (_dropped(table, unique_of(table, _second(call), call.options, world)),)


def _second(call: Call) -> Value:
    return call.args[1] if len(call.args) > 1 else None


def _name(call: Call) -> str | None:
    return argument(call, 1, "table referred to") if _second(call) is not None else None


def _added(table: str, clause: str) -> str:
    return f"ALTER TABLE {table_sql(table)} ADD {clause}"


def _dropped(table: str, name: str, if_exists: bool = False) -> str:
    return f"ALTER TABLE {table_sql(table)} DROP CONSTRAINT {'IF EXISTS ' if if_exists else ''}{quoted(name)}"


def _validated(table: str, name: str) -> str:
    return f"ALTER TABLE {table_sql(table)} VALIDATE CONSTRAINT {quoted(name)}"


KEY_STATEMENTS: dict[str, Callable[[Call, Version, World], tuple[str, ...]]] = {
    "add_index": _add_index,
    "remove_index": _remove_index,
    "rename_index": _rename_index,
    "add_foreign_key": _add_foreign_key,
    "remove_foreign_key": _remove_foreign_key,
    "validate_foreign_key": _validate_foreign_key,
    "add_check_constraint": _add_check,
    "remove_check_constraint": _remove_check,
    "validate_check_constraint": _validate_check,
    "validate_constraint": _validate_constraint,
    "add_exclusion_constraint": _add_exclusion,
    "remove_exclusion_constraint": _remove_exclusion,
    "add_unique_constraint": _add_unique,
    "add_unique_key": _add_unique,
    "remove_unique_constraint": _remove_unique,
    "remove_unique_key": _remove_unique,
}
