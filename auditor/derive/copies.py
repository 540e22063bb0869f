"""CREATE TABLE (LIKE …) as the table that it makes, and the indexes that come along."""

from collections.abc import Iterator
from dataclasses import replace

from auditor.derive.state import State
from auditor.errors import SourceError
from auditor.model import operation as op
from auditor.model.schema import CheckConstraint, Column, Constraint, Exclusion, Index, Table, Unique


def copied(state: State, made: op.CopyTable) -> tuple[op.Operation, ...]:
    """The operations that do the same; the one itself where a table that it is like is not there."""
    plain = op.CreateTable(made.table, made.columns, made.constraints, made.if_not_exists, temporary=made.temporary)
    if state.taken(made.table):
        return (plain,)
    likes = [(one, state.table(one.table)) for one in made.likes]
    if any(table is None for _, table in likes):
        return (made,)
    found = [(one, table) for one, table in likes if table is not None]
    try:
        columns = _columns(state, made, found)
    except SourceError as error:
        return (op.Opaque(f"CREATE TABLE {made.table} (LIKE …)", str(error), (made.table,)),)
    rules = tuple(rule for one, table in found for rule in _rules(table, one.options))
    created = replace(plain, columns=columns, constraints=(*made.constraints, *rules))
    return (created, *(one for like, table in found for one in _indexes(table, like.options, made)))


def _columns(state: State, made: op.CopyTable, likes: list[tuple[op.Like, Table]]) -> tuple[Column, ...]:
    why = state.unsure(table.name for _, table in likes)
    if why is not None or any(not table.columns for _, table in likes):
        raise SourceError(why or "which columns it takes over is not known")
    columns: list[Column] = []
    for place in range(len(made.columns) + 1):
        columns += [_column(each, one.options) for one, table in likes for each in _of(table, one.place == place)]
        columns += made.columns[place : place + 1]
    keys = [one for one in made.constraints if isinstance(one, Unique) and one.primary]
    keys += [
        key for one, table in likes for key in _rules(table, one.options) if isinstance(key, Unique) and key.primary
    ]
    required = {name for key in keys for name in key.columns}
    return tuple(replace(one, nullable=False) if one.name in required else one for one in columns)


def _of(table: Table, here: bool) -> tuple[Column, ...]:
    return tuple(table.columns.values()) if here else ()


def _column(column: Column, options: frozenset[str]) -> Column:
    """A column without what it does not take along. It may draw from a sequence that stays the other's."""
    kept = replace(column, sequence=None)
    if column.identity and "identity" not in options:
        kept = replace(kept, identity=False, always=False)
    if "defaults" not in options:
        kept = replace(kept, default=None)
    return kept if "generated" in options else replace(kept, generated=None)


def _rules(table: Table, options: frozenset[str]) -> Iterator[Constraint]:
    for one in table.constraints:
        if isinstance(one, CheckConstraint) and "constraints" in options:
            yield replace(one, validated=True)
        if isinstance(one, Exclusion) and "indexes" in options:
            yield replace(one, name=None)
    for index in table.indexes.values():
        if index.constraint and index.unique and "indexes" in options:
            columns = tuple(key.column for key in index.keys if key.column is not None)
            yield Unique(
                None,
                columns,
                index.primary,
                index.nulls_distinct,
                deferrable=index.deferrable,
                deferred=index.deferred,
            )


def _indexes(table: Table, options: frozenset[str], made: op.CopyTable) -> Iterator[op.AddIndex]:
    """Those that no constraint has; their names are told where they are made."""
    excluded = {one.name for one in table.constraints if isinstance(one, Exclusion)}
    for one in table.indexes.values() if "indexes" in options else ():
        if not one.constraint and one.name not in excluded:
            index = Index(one.name, made.table, one.keys, one.unique, one.where, one.nulls_distinct, one.method)
            yield op.AddIndex(index, named=False)
