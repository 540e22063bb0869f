"""What UPDATE, DELETE and TRUNCATE make of the rows of a table, as layers over what was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from auditor.derive.compose import within
from auditor.derive.layers import columns_as, computed, laid_over, layers_of
from auditor.derive.state import ROW, State
from auditor.derive.values import NUMBERED, alias_of, assigned, castable, default, drawn, same
from auditor.errors import SourceError
from auditor.model.operation import Delete, Truncate, Update
from auditor.model.schema import Column, ForeignKey, Name, Table, quoted

HIT = "auditor_hit"
_CASCADES = 8


@dataclass(frozen=True, slots=True)
class Changed:
    """The state behind a statement, and the layer with the rows that it inserted or changed, as they are then."""

    state: State
    rows: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The state behind a deletion, and the layers with the rows that went, by their table."""

    state: State
    rows: tuple[tuple[Name, str], ...]


def updated(state: State, table: Table, update: Update) -> Changed:
    """With new values where the condition holds. Raises SourceError."""
    if drawn(update.where or "", update.source or "", update.ctes or ""):
        raise SourceError("which rows it changes is drawn at random")
    alias = alias_of(table.name, update.alias)
    values = {
        name: assigned(state, table.columns[name], value) for name, value in update.changes if name in table.columns
    }
    if update.source is not None and any(NUMBERED in one for one in values.values()):
        raise SourceError("the values that it sets from other tables are drawn at random")
    if update.source is None:
        parts, rest = _cases(table, alias, values, update.where), ""
        hit = f"({update.where}) is true" if update.where else "true"
    else:
        given = ", ".join(f"{value} as auditor_{at}" for at, value in enumerate(values.values()))
        held = f" where {update.where}" if update.where else ""
        parts = [
            f"case when {HIT}.hit then {HIT}.auditor_{list(values).index(one)} else {alias}.{quoted(one)} end"
            if one in values
            else f"{alias}.{quoted(one)}"
            for one in table.columns
        ]
        rest = f" left join lateral (select true as hit, {given} from {update.source}{held} limit 1) {HIT} on true"
        hit = f"{HIT}.hit is true"
    chosen = ", ".join(f"{part} as {quoted(one)}" for part, one in zip(parts, table.columns, strict=True))
    body = f"select {alias}.{ROW}, {hit} as {HIT}, {chosen} from {_held(state, table)} as {alias}{rest}"
    sql = within(state, body, update.reads, ctes=update.ctes)
    label, made = _layer(state, table.name, sql, layers_of(state, (table.name, *update.reads)))
    after = laid_over(made, table.name, f"select {ROW}, {HIT}, {computed(table)} from {quoted(label)}", [label])
    return Changed(_keys_moved(after, table, frozenset(values)), after.tops[table.name])


def planned(state: State, table: Table, statement: Update | Delete) -> str:
    """A query with the expressions of a statement where it has them: some fail before any row is looked at."""
    alias = alias_of(table.name, statement.alias)
    changes = statement.changes if isinstance(statement, Update) else ()
    values = [assigned(state, table.columns[name], value) for name, value in changes if name in table.columns]
    source = f", {statement.source}" if statement.source else ""
    where = f" where {statement.where}" if statement.where else ""
    body = f"select row({', '.join(values)}) from {_held(state, table)} as {alias}{source}{where}"
    return within(state, body, statement.reads, ctes=statement.ctes)


def _keys_moved(state: State, table: Table, set_columns: frozenset[str]) -> State:
    for child, link in tuple(state.referring(table.name)):
        if set_columns & set(link.to_columns or table.primary) and link.on_update not in ("no action", "restrict"):
            state = state.doubting([child.name], f"keys that it refers to in {table.name.name} change")
    return state


def kept(state: State, table: Table, delete: Delete) -> Gone:
    """Without the rows for which the condition holds; with what foreign keys do to others. Raises SourceError."""
    if drawn(delete.where or "", delete.source or "", delete.ctes or ""):
        raise SourceError("which rows it deletes is drawn at random")
    alias = alias_of(table.name, delete.alias)
    if delete.source is None:
        gone = f"({delete.where}) is true" if delete.where else "true"
    else:
        held = f" where {delete.where}" if delete.where else ""
        gone = f"exists (select from {delete.source}{held})"
    body = f"select {alias}.{ROW}, {gone} as {HIT}, {columns_as(table, alias)} from {_held(state, table)} as {alias}"
    sql = within(state, body, delete.reads, ctes=delete.ctes)
    label, made = _layer(state, table.name, sql, layers_of(state, (table.name, *delete.reads)))
    lost, made = _layer(
        made, table.name, f"select {ROW}, {columns_as(table)} from {quoted(label)} where {HIT}", [label]
    )
    after = laid_over(
        made, table.name, f"select {ROW}, {columns_as(table)} from {quoted(label)} where not {HIT}", [label]
    )
    return _cascaded(after, table, lost, _CASCADES)


def emptied(state: State, truncate: Truncate) -> State:
    """Without any rows in these tables, and with CASCADE in those that refer to them."""
    for name in truncated(state, truncate):
        table = state.tables[name]
        state = laid_over(state, name, f"select {ROW}, {columns_as(table)} from {_held(state, table)} where false", [])
    return state


def truncated(state: State, truncate: Truncate) -> tuple[Name, ...]:
    """The tables that are emptied."""
    found = dict.fromkeys(one.name for one in map(state.table, truncate.tables) if one is not None)
    waiting = list(found) if truncate.cascade else []
    while waiting:
        for child, _ in state.referring(waiting.pop()):
            if child.name not in found:
                found[child.name] = None
                waiting.append(child.name)
    return tuple(found)


def _cases(table: Table, alias: str, values: Mapping[str, str], where: str | None) -> list[str]:
    parts = []
    for one in table.columns:
        old = f"{alias}.{quoted(one)}"
        if one not in values:
            parts.append(old)
        else:
            parts.append(f"case when ({where}) then {values[one]} else {old} end" if where else values[one])
    return parts


def _cascaded(state: State, table: Table, lost: str, depth: int) -> Gone:
    """What ON DELETE does in tables that refer to rows which are gone."""
    gone = Gone(state, ((table.name, lost),))
    if depth == 0:
        return replace(gone, state=state.doubting(None, "deletions that foreign keys pass on go too deep to follow"))
    for child, one in tuple(state.referring(table.name)):
        if one.on_delete in ("cascade", "set null", "set default"):
            more = _passed_on(gone.state, child, one, table, lost, depth)
            gone = Gone(more.state, (*gone.rows, *more.rows))
    return gone


def _passed_on(state: State, child: Table, link: ForeignKey, table: Table, lost: str, depth: int) -> Gone:
    pairs = tuple(zip(link.columns, link.to_columns or table.primary, strict=True))
    hit = f"exists (select from {quoted(lost)} b where {same('a', 'b', pairs)})"
    if child.triggers or state.kin(child.name):
        state = state.doubting([child.name], f"what the deletion in {table.name.name} does to it is not followed")
    source, below = _held(state, child), [lost, *layers_of(state, (child.name,))]
    columns = f"select a.{ROW}, {columns_as(child, 'a')} from {source} a where"
    if link.on_delete == "cascade":
        gone, state = _layer(state, child.name, f"{columns} {hit}", below)
        return _cascaded(laid_over(state, child.name, f"{columns} not {hit}", below), child, gone, depth - 1)
    chosen = ", ".join(
        f"case when {hit} then {_instead(state, link, column)} else a.{quoted(name)} end as {quoted(name)}"
        if name in link.columns
        else f"a.{quoted(name)}"
        for name, column in child.columns.items()
    )
    changed, state = _layer(state, child.name, f"select a.{ROW}, {chosen} from {source} a", below)
    return Gone(laid_over(state, child.name, f"select {ROW}, {computed(child)} from {quoted(changed)}", [changed]), ())


def _instead(state: State, link: ForeignKey, column: Column) -> str:
    return default(state, column) if link.on_delete == "set default" else f"null::{castable(state, column.type)}"


def _held(state: State, table: Table) -> str:
    return state.source(table.name)


def _layer(state: State, name: Name, sql: str, below: Iterable[str]) -> tuple[str, State]:
    return state.layered(name, sql, below)
