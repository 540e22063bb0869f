"""Foreign keys and check, exclusion and unique constraints as Rails makes and finds them."""

from collections.abc import Mapping

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import truth, words
from auditor.migrations.rails.call import Value
from auditor.migrations.rails.casts import columns_sql, table_sql
from auditor.migrations.rails.names import constraint_name, foreign_column, relation
from auditor.migrations.rails.options import flag, optional
from auditor.model.schema import ForeignKey, Unique, quoted
from auditor.model.source import Unanswered, World

_ACTIONS = {"nullify": "SET NULL", "cascade": "CASCADE", "restrict": "RESTRICT"}


def foreign_key(table: str, to_table: str, options: Mapping[str, Value]) -> str:
    """The clause of a foreign key, as it stands in CREATE TABLE or after ADD."""
    columns = _foreign_columns(to_table, options)
    name = optional(options, "name") or constraint_name("fk", table, columns)
    keys = words(options["primary_key"], "primary_key:") if options.get("primary_key") else ("id",)
    return (
        f"CONSTRAINT {quoted(name)} FOREIGN KEY ({columns_sql(columns)})"
        f" REFERENCES {table_sql(to_table)} ({columns_sql(keys)})"
        f"{_action('DELETE', optional(options, 'on_delete'))}{_action('UPDATE', optional(options, 'on_update'))}"
        f"{_deferrable(options)}"
    )


def check(table: str, expression: str, options: Mapping[str, Value]) -> str:
    """The clause of a check constraint."""
    name = optional(options, "name") or constraint_name("chk", table, expression)
    return f"CONSTRAINT {quoted(name)} CHECK ({expression})"


def exclusion(table: str, expression: str, options: Mapping[str, Value]) -> str:
    """The clause of an exclusion constraint."""
    name = optional(options, "name") or constraint_name("excl", table, expression)
    using, where = optional(options, "using"), optional(options, "where")
    return (
        f"CONSTRAINT {quoted(name)} EXCLUDE{f' USING {using}' if using else ''} ({expression})"
        f"{f' WHERE ({where})' if where else ''}{_deferrable(options)}"
    )


def unique(table: str, columns: Value, options: Mapping[str, Value]) -> str:
    """The clause of a unique constraint, on columns or from an index."""
    index = optional(options, "using_index")
    listed = words(columns, "column of the constraint") if columns is not None else ()
    if bool(listed) == (index is not None):
        raise SourceError("Rails refuses a unique constraint that has not either columns or using_index:")
    name = optional(options, "name") or constraint_name("uniq", table, listed or ((index,) if index else ()))
    nulls = " NULLS NOT DISTINCT" if flag(options, "nulls_not_distinct") else ""
    on = f"USING INDEX {quoted(index)}" if index else f"({columns_sql(listed)})"
    return f"CONSTRAINT {quoted(name)} UNIQUE{nulls} {on}{_deferrable(options)}"


def unvalidated(options: Mapping[str, Value]) -> str:
    """` NOT VALID` where the rows that are there are not held against the constraint."""
    return "" if truth(options.get("validate", True), "validate:") else " NOT VALID"


def foreign_key_of(table: str, to_table: str | None, options: Mapping[str, Value], world: World) -> tuple[str, bool]:
    """The name of the foreign key that is meant, and whether there is known to be one; otherwise Rails' own name."""
    named = optional(options, "name")
    columns = words(options["column"], "column:") if options.get("column") else None
    to_table = optional(options, "to_table") or to_table
    own = named or constraint_name("fk", table, columns or (foreign_column(to_table or ""),))
    try:
        known = world.table(relation(table))
    except Unanswered:
        return own, False
    for one in known.constraints if known else ():
        if not isinstance(one, ForeignKey) or one.name is None or (named is not None and one.name != named):
            continue
        if (columns is None or one.columns == columns) and (to_table is None or one.to.name == relation(to_table).name):
            return one.name, True
    return own, False


def unique_of(table: str, column: Value, options: Mapping[str, Value], world: World) -> str:
    """The name of the unique constraint that is meant."""
    named = optional(options, "name")
    columns = words(column, "column of the constraint") if column is not None else None
    own = named or constraint_name("uniq", table, columns or ())
    try:
        known = world.table(relation(table))
    except Unanswered:
        return own
    fitting = (
        one.name
        for one in (known.constraints if known else ())
        if isinstance(one, Unique)
        and not one.primary
        and one.name in (named, one.name)
        and columns in (None, one.columns)
    )
    return named or next((one for one in fitting if one), own)


def _foreign_columns(to_table: str, options: Mapping[str, Value]) -> tuple[str, ...]:
    if options.get("column"):
        return words(options["column"], "column:")
    keys = options.get("primary_key")
    if isinstance(keys, list):
        stem = foreign_column(to_table).removesuffix("_id")
        return tuple(f"{stem}_{one}" for one in words(keys, "primary_key:"))
    return (foreign_column(to_table),)


def _action(event: str, action: str | None) -> str:
    if action is None:
        return ""
    if action not in _ACTIONS:
        raise SourceError(f"Rails refuses {action} as on_{event.lower()}: of a foreign key")
    return f" ON {event} {_ACTIONS[action]}"


def _deferrable(options: Mapping[str, Value]) -> str:
    value = options.get("deferrable")
    if not truth(value, "deferrable:"):
        return ""
    return " DEFERRABLE INITIALLY " + ("IMMEDIATE" if value is True else str(value).upper())
