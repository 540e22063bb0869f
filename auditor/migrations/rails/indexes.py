"""Indexes as Rails makes, finds, renames and drops them."""

import re
from collections.abc import Mapping

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import word, words
from auditor.migrations.rails.call import Raw, Symbol, Value
from auditor.migrations.rails.casts import columns_sql, literal, table_sql
from auditor.migrations.rails.names import fitting, index_name, relation
from auditor.migrations.rails.options import flag, optional
from auditor.model.schema import Index, Name, Table, quoted
from auditor.model.source import Unanswered, World


def index_columns(value: Value) -> str | tuple[str, ...]:
    """The columns of an index, or the expression where one text with more than a word is given."""
    if isinstance(value, Raw):
        return value.sql
    if isinstance(value, str) and not isinstance(value, Symbol) and re.search(r"\W", value):
        return str(value)
    return words(value, "column of the index")


def created(table: str, column: Value, options: Mapping[str, Value], version: tuple[int, int]) -> tuple[str, ...]:
    """The statements of add_index."""
    columns = index_columns(column)
    name = fitting(optional(options, "name") or index_name(table, columns, version))
    using, where = optional(options, "using"), optional(options, "where")
    parts = [
        "CREATE UNIQUE INDEX" if flag(options, "unique") else "CREATE INDEX",
        _algorithm(options),
        "IF NOT EXISTS" if flag(options, "if_not_exists") else "",
        f"{quoted(name)} ON {table_sql(table)}",
        f"USING {using}" if using else "",
        f"({columns if isinstance(columns, str) else _keys(columns, options)})",
        f"INCLUDE ({columns_sql(words(options['include'], 'include:'))})" if options.get("include") else "",
        "NULLS NOT DISTINCT" if flag(options, "nulls_not_distinct") else "",
        f"WHERE {where}" if where else "",
    ]
    comment = options.get("comment")
    told = f"COMMENT ON INDEX {quoted(name)} IS {literal(comment)}" if isinstance(comment, str) else None
    return (" ".join(filter(None, parts)), *([told] if told else []))


def removed(
    table: str, column: Value, options: Mapping[str, Value], version: tuple[int, int], world: World
) -> tuple[str, ...]:
    """The statements of remove_index, which looks for the index where it is not given by its name alone."""
    columns = options.get("column") if column is None else column
    name = optional(options, "name")
    if columns is None and name is None:
        raise SourceError("Rails refuses remove_index without a name or columns")
    if columns is not None:
        name = _matching(table, index_columns(columns), name, version, world)
    if name is None:
        return ()
    schema = relation(table).schema
    named = relation(name)
    missing = "IF EXISTS " if flag(options, "if_exists") else ""
    algorithm = f"{_algorithm(options)} ".lstrip()
    return (f"DROP INDEX {algorithm}{missing}{Name(named.name, named.schema or schema).sql}",)


def renamed(table: str, old: str, new: str) -> str:
    """The statement of rename_index."""
    fitting(new)
    return f"ALTER INDEX {Name(old, relation(table).schema).sql} RENAME TO {quoted(new)}"


def renamed_with_table(old: str, new: str, version: tuple[int, int], table: Table) -> tuple[str, ...]:
    """The statements for the indexes of a renamed table whose names were Rails' own."""
    return tuple(
        renamed(new, one.name, index_name(new, columns, version))
        for one, columns in _plain_indexes(table)
        if one.name == index_name(old, columns, version)
    )


def renamed_with_column(name: str, old: str, new: str, version: tuple[int, int], table: Table) -> tuple[str, ...]:
    """The statements for the indexes on a renamed column whose names were Rails' own."""
    statements = []
    for one, columns in _plain_indexes(table):
        now = tuple(new if column == old else column for column in columns)
        if now != columns and one.name == index_name(name, columns, version):
            statements.append(renamed(name, one.name, index_name(name, now, version)))
    return tuple(statements)


def _keys(columns: tuple[str, ...], options: Mapping[str, Value]) -> str:
    return ", ".join(
        f"{quoted(one)}{_for_column(options, 'opclass', one)}{_for_column(options, 'order', one).upper()}"
        for one in columns
    )


def _for_column(options: Mapping[str, Value], key: str, column: str) -> str:
    """What the option says of the column, with a blank before it: one value for all, or one for each by name."""
    value = options.get(key)
    if isinstance(value, dict):
        value = value.get(column)
    return f" {word(value, f'{key}:')}" if value else ""


def _algorithm(options: Mapping[str, Value]) -> str:
    algorithm = optional(options, "algorithm")
    if algorithm not in (None, "concurrently"):
        raise SourceError(f"Rails refuses the algorithm {algorithm} for an index")
    return "CONCURRENTLY" if algorithm else ""


def _matching(
    table: str, columns: str | tuple[str, ...], name: str | None, version: tuple[int, int], world: World
) -> str | None:
    """The name of the index on these columns; Rails' own where there is none, so that dropping it fails as in Rails."""
    default = index_name(table, columns, version)
    try:
        known = world.table(relation(table))
    except Unanswered:
        return name or default
    if known is None:
        return name or default
    matching = [one for one in known.indexes.values() if not one.primary and _is_on(one, columns, default)]
    named = [one.name for one in matching if name is None or one.name == name]
    if len(named) > 1:
        raise SourceError(f"Rails refuses to choose between the indexes {', '.join(sorted(named))}")
    if named:
        return named[0]
    return name if name in known.indexes or name is not None else default


def _is_on(index: Index, columns: str | tuple[str, ...], default: str) -> bool:
    if isinstance(columns, str):
        return index.name == default
    return tuple(key.column for key in index.keys) == columns


def _plain_indexes(table: Table) -> list[tuple[Index, tuple[str, ...]]]:
    """The indexes other than the primary key whose keys are all columns, by name."""
    found = []
    for one in sorted(table.indexes.values(), key=lambda each: each.name):
        columns = tuple(key.column for key in one.keys if key.column is not None)
        if not one.primary and len(columns) == len(one.keys):
            found.append((one, columns))
    return found
