"""Helpers that Mastodon has for its migrations, some of them from GitLab, and the views of Scenic."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import argument, word
from auditor.migrations.rails.call import Call, Value
from auditor.migrations.rails.casts import default_sql, literal, table_sql
from auditor.migrations.rails.column_statements import COLUMN_STATEMENTS, Version, known_table
from auditor.migrations.rails.key_statements import KEY_STATEMENTS
from auditor.migrations.rails.names import relation
from auditor.migrations.rails.options import flag, optional, pairs
from auditor.model.schema import Column, quoted
from auditor.model.source import Unanswered, World


def _update_index(call: Call, version: Version, world: World) -> tuple[str, ...]:
    """A new index beside the old one, which it then replaces."""
    table, name = argument(call, 0, "table"), argument(call, 1, "index")
    if len(call.args) < 3:
        raise SourceError("update_index has no columns")
    new = f"{name}_new"
    old_there, new_there = _is_index(world, table, name), _is_index(world, table, new)
    sent: list[str] = []
    if new_there and old_there:
        sent += _on(call, "remove_index", (table,), {"name": new}, version, world)
    elif new_there:
        sent += _on(call, "rename_index", (table, new, name), {}, version, world)
        old_there = True
    options: dict[str, Value] = {**call.options, "name": new, "algorithm": "concurrently"}
    sent += _on(call, "add_index", (table, call.args[2]), options, version, world)
    if old_there is not False:
        if_exists: dict[str, Value] = {"if_exists": True} if old_there is None else {}
        sent += _on(call, "remove_index", (table,), {"name": name, **if_exists}, version, world)
    sent += _on(call, "rename_index", (table, new, name), {}, version, world)
    return tuple(sent)


def _add_column_with_default(call: Call, version: Version, world: World) -> tuple[str, ...]:
    """The column, its default, the default in every row, and then NOT NULL."""
    table, column, kind = (argument(call, at, what) for at, what in enumerate(("table", "column", "type")))
    if call.body:
        raise SourceError("add_column_with_default fills only rows that its block chooses")
    limit: dict[str, Value] = {"limit": call.options["limit"]} if call.options.get("limit") is not None else {}
    default = call.options.get("default")
    return (
        *_on(call, "add_column", (table, column, kind), limit, version, world),
        f"ALTER TABLE {table_sql(table)} ALTER COLUMN {quoted(column)} SET DEFAULT {default_sql(default, kind)}",
        f"UPDATE {table_sql(table)} SET {quoted(column)} = {default_sql(default, kind)}",
        *(() if flag(call.options, "allow_null") else (_required(table, column),)),
    )


def _update_column_in_batches(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, column = argument(call, 0, "table"), argument(call, 1, "column")
    if call.body is not None:
        raise SourceError("update_column_in_batches updates only rows that its block chooses")
    if len(call.args) < 3:
        raise SourceError("update_column_in_batches has no value")
    return (f"UPDATE {table_sql(table)} SET {quoted(column)} = {literal(call.args[2])}",)


def _add_concurrent_index(call: Call, version: Version, world: World) -> tuple[str, ...]:
    options: dict[str, Value] = {**call.options, "algorithm": "concurrently"}
    return KEY_STATEMENTS["add_index"](replace(call, options=options), version, world)


def _remove_concurrent_index(call: Call, version: Version, world: World) -> tuple[str, ...]:
    key = "name" if call.name.endswith("_by_name") else "column"
    if len(call.args) < 2:
        raise SourceError(f"{call.name} has no {key}")
    options: dict[str, Value] = {**call.options, key: call.args[1], "algorithm": "concurrently"}
    return _on(call, "remove_index", call.args[:1], options, version, world)


def _add_concurrent_foreign_key(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table, to_table = argument(call, 0, "table"), argument(call, 1, "table referred to")
    column = word(call.options.get("column"), "column:")
    key = optional(call.options, "target_col") or "id"
    given: dict[str, Value] = {
        "column": column,
        "primary_key": key,
        "on_delete": call.options.get("on_delete", "cascade"),
        "name": optional(call.options, "name") or f"fk_{table}_{to_table}_{column}",
    }
    return _on(call, "add_foreign_key", (table, to_table), given, version, world)


def _change_type(call: Call, version: Version, world: World) -> tuple[str, ...]:
    """The column is copied into one of the new type, which the clean-up later puts in its place: seen here as done."""
    return _on(call, "change_column", call.args, {}, version, world)


def _rename_column(call: Call, version: Version, world: World) -> tuple[str, ...]:
    """A second column with the values of the first, which the clean-up later drops."""
    table, old, new = (argument(call, at, what) for at, what in enumerate(("table", "column", "new name")))
    column = _known_column(world, table, old)
    kind = optional(call.options, "type") or column.type
    altering = f"ALTER TABLE {table_sql(table)} ALTER COLUMN {quoted(new)}"
    sent = [f"ALTER TABLE {table_sql(table)} ADD COLUMN {quoted(new)} {kind}"]
    if column.default is not None and "nextval(" not in column.default:
        sent.append(f"{altering} SET DEFAULT {column.default}")
    sent.append(f"UPDATE {table_sql(table)} SET {quoted(new)} = {quoted(old)}")
    if not column.nullable:
        sent.append(_required(table, new))
    return tuple(sent)


def _drop_old_column(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return _on(call, "remove_column", call.args[:2], {}, version, world)


def _create_view(call: Call, version: Version, world: World) -> tuple[str, ...]:
    name = argument(call, 0, "view")
    query = optional(call.options, "sql_definition")
    if query is None:
        raise SourceError(f"the query of the view {name} stands in a file of db/views")
    kind = "MATERIALIZED VIEW" if flag(call.options, "materialized") else "VIEW"
    data = " WITH NO DATA" if flag(pairs(call.options.get("materialized")), "no_data") else ""
    return (f"CREATE {kind} {table_sql(name)} AS {query.strip().rstrip(';')}{data}",)


def _update_view(call: Call, version: Version, world: World) -> tuple[str, ...]:
    if call.name == "update_view":
        return *_drop_view(call, version, world), *_create_view(call, version, world)
    return tuple(one.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1) for one in _create_view(call, version, world))


def _drop_view(call: Call, version: Version, world: World) -> tuple[str, ...]:
    kind = "MATERIALIZED VIEW" if flag(call.options, "materialized") else "VIEW"
    return (f"DROP {kind} {table_sql(argument(call, 0, 'view'))}",)


def _nothing(call: Call, version: Version, world: World) -> tuple[str, ...]:
    return ()


def _on(
    call: Call, name: str, args: tuple[Value, ...], options: Mapping[str, Value], version: Version, world: World
) -> tuple[str, ...]:
    """The SQL of the schema statement that a helper comes down to."""
    statement = KEY_STATEMENTS.get(name) or COLUMN_STATEMENTS[name]
    return statement(replace(call, name=name, args=args, options=options, body=None), version, world)


def _is_index(world: World, table: str, name: str) -> bool | None:
    """Whether the table has an index of that name, None where nobody knows."""
    try:
        found = world.index(relation(name))
    except Unanswered:
        return None
    return found is not None and found.name == relation(table).name


def _known_column(world: World, table: str, column: str) -> Column:
    known = known_table(world, table)
    if known is None or column not in known.columns:
        raise SourceError(f"the type of {table}.{column} is not known")
    return known.columns[column]


def _required(table: str, column: str) -> str:
    return f"ALTER TABLE {table_sql(table)} ALTER COLUMN {quoted(column)} SET NOT NULL"


MASTODON_STATEMENTS: dict[str, Callable[[Call, Version, World], tuple[str, ...]]] = {
    "update_index": _update_index,
    "add_column_with_default": _add_column_with_default,
    "update_column_in_batches": _update_column_in_batches,
    "add_concurrent_index": _add_concurrent_index,
    "remove_concurrent_index": _remove_concurrent_index,
    "remove_concurrent_index_by_name": _remove_concurrent_index,
    "add_concurrent_foreign_key": _add_concurrent_foreign_key,
    "change_column_type_concurrently": _change_type,
    "cleanup_concurrent_column_type_change": _nothing,
    "rename_column_concurrently": _rename_column,
    "cleanup_concurrent_column_rename": _drop_old_column,
    "create_view": _create_view,
    "drop_view": _drop_view,
    "update_view": _update_view,
    "replace_view": _update_view,
    "disable_statement_timeout": _nothing,
    "migration_duration_warning": _nothing,
}
