"""Discourse's droppers: columns and tables that are first made read-only and go with a later migration."""

from collections.abc import Callable

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import argument, refusal, words
from auditor.migrations.rails.call import Call, Unknown, Value


def droppers(call: Call) -> tuple[str, ...] | None:
    """The SQL of a call on a dropper; None where it is none. Names stand without quotes, as they are sent."""
    if len(call.receiver) != 1:
        return None
    found = _CALLS.get((call.receiver[0].name.rsplit("::", 1)[-1], call.name))
    return None if found is None else found(call)


def _drop_columns(call: Call) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return tuple(
        statement
        for one in _listed(_given(call, 1, "columns"), "columns")
        for statement in (_unlocked(table, one), f"ALTER TABLE {table} DROP COLUMN IF EXISTS {one}")
    )


def _drop_table(call: Call) -> tuple[str, ...]:
    return (f"DROP TABLE IF EXISTS {argument(call, 0, 'table')}",)


def _lock_column(call: Call) -> tuple[str, ...]:
    table, column = argument(call, 0, "table"), argument(call, 1, "column")
    return (
        f"CREATE TRIGGER {table}_{column}_readonly BEFORE INSERT OR UPDATE OF {column} ON {table} FOR EACH ROW"
        f" WHEN (NEW.{column} IS NOT NULL) EXECUTE PROCEDURE discourse_functions.raise_{table}_{column}_readonly()",
    )


def _lock_table(call: Call) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return (
        f"CREATE TRIGGER {table}_readonly BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE PROCEDURE discourse_functions.raise_{table}_readonly()",
    )


def _unlock_column(call: Call) -> tuple[str, ...]:
    return (_unlocked(argument(call, 0, "table"), argument(call, 1, "column")),)


def _unlock_table(call: Call) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    return (f"DROP TRIGGER IF EXISTS {table}_readonly ON {table}",)


def _delayed(call: Call) -> tuple[str, ...]:
    raise SourceError(f"{call.name} waits for a migration and for time to pass; whether it drops cannot be told")


def _nothing(call: Call) -> tuple[str, ...]:
    return ()


def _unlocked(table: str, column: str) -> str:
    return f"DROP TRIGGER IF EXISTS {table}_{column}_readonly ON {table}"


def _given(call: Call, place: int, key: str) -> Value:
    return call.args[place] if len(call.args) > place else call.options.get(key, Unknown(f"no {key} are given"))


def _listed(value: Value, what: str) -> tuple[str, ...]:
    """Names, from an array that may hold arrays."""
    if not isinstance(value, list):
        raise refusal(value, what)
    return tuple(name for one in value for name in (_listed(one, what) if isinstance(one, list) else words(one, what)))


_CALLS: dict[tuple[str, str], Callable[[Call], tuple[str, ...]]] = {
    ("ColumnDropper", "execute_drop"): _drop_columns,
    ("ColumnDropper", "mark_readonly"): _lock_column,
    ("ColumnDropper", "drop_readonly"): _unlock_column,
    ("ColumnDropper", "drop"): _delayed,
    ("TableDropper", "execute_drop"): _drop_table,
    ("TableDropper", "read_only_table"): _lock_table,
    ("TableDropper", "drop_readonly"): _unlock_table,
    ("TableDropper", "delayed_drop"): _delayed,
    ("TableDropper", "delayed_rename"): _delayed,
    ("BaseDropper", "create_readonly_function"): _nothing,
    ("SafeMigrate", "disable!"): _nothing,
    ("SafeMigrate", "enable!"): _nothing,
}
