"""create_table and change_table: what is called on the table in their blocks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import argument, truth, word, words
from auditor.migrations.rails.call import Call, Value
from auditor.migrations.rails.casts import columns_sql, table_sql
from auditor.migrations.rails.columns import ColumnCall, attachment, commented, definition, primary_column, timestamps
from auditor.migrations.rails.constraints import check, exclusion, foreign_key, unique, unvalidated
from auditor.migrations.rails.indexes import created
from auditor.migrations.rails.inflections import singular
from auditor.migrations.rails.names import join_table, relation
from auditor.migrations.rails.options import flag, optional, pairs
from auditor.migrations.rails.references import reference
from auditor.migrations.rails.types import COLUMN_TYPES, column_type


@dataclass(slots=True)
class _Definition:
    """A table as its block is gone through."""

    table: str
    version: tuple[int, int]
    columns: dict[str, ColumnCall] = field(default_factory=dict)
    primary: tuple[str, ...] = ()
    indexes: list[tuple[Value, Mapping[str, Value]]] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)

    def column(self, column: ColumnCall, index: Value = None) -> None:
        self.columns[column.name] = column
        if truth(index, "index:"):
            self.indexes.append((column.name, pairs(index)))


def create_table(call: Call, version: tuple[int, int]) -> tuple[str, ...]:
    """The statements of create_table, its indexes after it."""
    table, options = argument(call, 0, "table"), call.options
    made = _Definition(table, version)
    _primary_key(made, options)
    for one in call.body or ():
        _apply(made, one)
    statements = []
    if flag(options, "force"):
        cascade = " CASCADE" if options["force"] == "cascade" else ""
        statements.append(f"DROP TABLE IF EXISTS {table_sql(table)}{cascade}")
    statements.append(_create(made, options))
    missing: dict[str, Value] = {"if_not_exists": True} if flag(options, "if_not_exists") else {}
    for columns, index in made.indexes:
        statements += created(table, columns, {**index, **missing}, version)
    for column in made.columns.values():
        statements += commented(table, column.name, column.options.get("comment"))
    return tuple(statements)


def create_join_table(call: Call, version: tuple[int, int]) -> tuple[str, ...]:
    """The statements of create_join_table."""
    one, other = argument(call, 0, "table"), argument(call, 1, "table")
    given: dict[str, Value] = {"null": False, "index": False, **pairs(call.options.get("column_options"))}
    body = tuple(
        Call("references", (singular(relation(table).name),), given, None, call.line) for table in (one, other)
    )
    options = {key: value for key, value in call.options.items() if key not in ("table_name", "column_options")}
    named = replace(call, args=(join_name(call),), options={**options, "id": False}, body=body + (call.body or ()))
    return create_table(named, version)


def join_name(call: Call) -> str:
    """The table of create_join_table and drop_join_table."""
    one, other = argument(call, 0, "table"), argument(call, 1, "table")
    return optional(call.options, "table_name") or join_table(one, other)


def columns_of(call: Call) -> list[tuple[ColumnCall, Value]] | None:
    """The columns that a call on a table makes, each with its `index:`; None where it makes none."""
    options = {key: value for key, value in call.options.items() if key != "index"}
    if call.name == "column":
        kind = argument(call, 1, "type")
        names: tuple[Value, ...] = call.args[:1]
    elif call.name in COLUMN_TYPES and call.name != "primary_key":
        kind, names = column_type(call.name), call.args
    else:
        return None
    if not names:
        raise SourceError(f"{call.name} has no column")
    return [(ColumnCall(word(one, "column"), kind, options), call.options.get("index")) for one in names]


def _create(made: _Definition, options: Mapping[str, Value]) -> str:
    inner = [definition(one, made.version) for one in made.columns.values()]
    if made.primary:
        inner.append(f"PRIMARY KEY ({columns_sql(made.primary)})")
    inner += made.constraints
    listed = f" ({', '.join(inner)})" if inner else ""
    more, query = optional(options, "options"), optional(options, "as")
    if not inner and query is None:
        listed = " ()"
    return (
        f"CREATE {'TEMPORARY ' if flag(options, 'temporary') else ''}TABLE "
        f"{'IF NOT EXISTS ' if flag(options, 'if_not_exists') else ''}{table_sql(made.table)}{listed}"
        f"{f' {more}' if more else ''}{f' AS {query}' if query else ''}"
    )


def _primary_key(made: _Definition, options: Mapping[str, Value]) -> None:
    """The primary key that create_table makes by itself."""
    given = options.get("id", "primary_key" if made.version >= (5, 1) else "integer")
    more: dict[str, Value] = {key: options[key] for key in ("limit", "default", "precision") if key in options}
    if made.version < (5, 1) and "id" in options and "default" not in options:
        if given == "uuid":
            more["default"] = "uuid_generate_v4()"
        elif given in ("integer", "bigint"):
            more["default"] = None
    if isinstance(given, dict):
        more |= {key: value for key, value in pairs(given).items() if key != "type"}
        given = given.get("type", "primary_key")
    if not truth(given, "id:") or optional(options, "as") is not None:
        return
    key = options.get("primary_key") or "id"
    if isinstance(key, list):
        made.primary = words(key, "primary_key:")
        return
    kind = "primary_key" if given is True else word(given, "id:")
    made.column(primary_column(word(key, "primary_key:"), kind, more, made.version))


def _apply(made: _Definition, call: Call) -> None:
    columns = columns_of(call)
    if columns is not None:
        for column, index in columns:
            made.column(column, index)
    elif call.name in _PARTS:
        _PARTS[call.name](made, call)
    else:
        raise SourceError(f"{call.name} on the table of create_table is not known")


def _timestamps(made: _Definition, call: Call) -> None:
    options = {key: value for key, value in call.options.items() if key != "index"}
    for one in timestamps(options, made.version):
        made.column(one, call.options.get("index"))


def _references(made: _Definition, call: Call) -> None:
    for name in call.args:
        found = reference(made.table, word(name, "reference"), call.options, made.version)
        for column in found.columns:
            made.column(column)
        if found.index is not None:
            made.indexes.append(([one.name for one in found.columns], found.index))
        if found.foreign_key is not None:
            made.constraints.append(foreign_key(made.table, found.to_table, found.foreign_key))


def _primary(made: _Definition, call: Call) -> None:
    kind = word(call.args[1], "type") if len(call.args) > 1 else "primary_key"
    made.column(primary_column(argument(call, 0, "column"), kind, call.options, made.version))


def _attachments(made: _Definition, call: Call) -> None:
    for one in call.args:
        for column in attachment(word(one, "attachment")):
            made.column(column)


def _index(made: _Definition, call: Call) -> None:
    if not call.args:
        raise SourceError("index has no column")
    made.indexes.append((call.args[0], call.options))


def _foreign_key(made: _Definition, call: Call) -> None:
    made.constraints.append(foreign_key(made.table, argument(call, 0, "table"), call.options))


def _check(made: _Definition, call: Call) -> None:
    clause = check(made.table, argument(call, 0, "expression"), call.options)
    made.constraints.append(clause + unvalidated(call.options))


def _exclusion(made: _Definition, call: Call) -> None:
    made.constraints.append(exclusion(made.table, argument(call, 0, "expression"), call.options))


def _unique(made: _Definition, call: Call) -> None:
    made.constraints.append(unique(made.table, call.args[0] if call.args else None, call.options))


def _remove(made: _Definition, call: Call) -> None:
    made.columns.pop(argument(call, 0, "column"), None)


_PARTS: dict[str, Callable[[_Definition, Call], None]] = {
    "timestamps": _timestamps,
    "attachment": _attachments,
    "references": _references,
    "belongs_to": _references,
    "primary_key": _primary,
    "index": _index,
    "foreign_key": _foreign_key,
    "check_constraint": _check,
    "exclusion_constraint": _exclusion,
    "unique_constraint": _unique,
    "remove_column": _remove,
}
