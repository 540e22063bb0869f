"""What INSERT makes of the rows of a table: the new ones, without those that ON CONFLICT DO NOTHING lets out."""

from collections.abc import Iterator
from dataclasses import replace

from auditor.derive.compose import within
from auditor.derive.layers import columns_as, computed, laid_over, layers_of
from auditor.derive.rows import Changed
from auditor.derive.state import ROW, State
from auditor.derive.values import NUMBERED, assigned, castable, default, drawn, key, next_number, numbering
from auditor.errors import SourceError
from auditor.migrations.queries import values_as, width
from auditor.model.operation import Insert
from auditor.model.schema import Column, Exclusion, Index, Table, quoted

NEW = "auditor_new"
_LAST_BLOCK = 4294967294
_PLACES = 65000


def inserted(state: State, table: Table, insert: Insert) -> Changed:
    """With the new rows in the table; where ON CONFLICT lets some out, without these. Raises SourceError."""
    label, made = _made(state, table, insert)
    if insert.conflict == "nothing":
        label, made = _without_conflicts(made, table, insert, label)
    chosen = f"select {ROW}, {columns_as(table)} from"
    after = laid_over(
        made, table.name, f"{chosen} {made.source(table.name)}\nunion all\n{chosen} {quoted(label)}", [label]
    )
    counted = {key(table, one): label for one in _numbered(table, insert)}
    after = replace(after, drawn={**after.drawn, **{k: (*after.drawn.get(k, ()), one) for k, one in counted.items()}})
    if insert.conflict == "update":
        after = after.doubting([table.name], "rows of it may be changed by ON CONFLICT DO UPDATE")
    return Changed(after, label)


def refused(state: State, table: Table, insert: Insert) -> tuple[str, State]:
    """The rows that ON CONFLICT DO NOTHING lets out, as a layer. Raises SourceError."""
    label, made = _made(state, table, insert)
    kept, made = _without_conflicts(made, table, insert, label)
    sql = f"select {columns_as(table)} from {quoted(label)} a where a.{NEW} not in (select {NEW} from {quoted(kept)})"
    return made.layered(table.name, sql, [label, kept])


def named(table: Table, insert: Insert) -> tuple[str, ...]:
    """The columns that are given a value. Raises SourceError."""
    if insert.columns or insert.query is None:
        return insert.columns
    found = width(insert.query)
    if found is None:
        raise SourceError(f"how many columns are put into {table.name} is not told in the statement")
    return tuple(table.columns)[:found]


def arbiters(table: Table, insert: Insert) -> Iterator[Index | Exclusion]:
    """The unique indexes, and with DO NOTHING the exclusions, on which a conflict is let pass."""
    target = (insert.conflict_target or "").strip()
    label = target[len("on constraint ") :].strip().strip('"') if target.lower().startswith("on constraint ") else None
    for one in table.indexes.values():
        if one.unique and (not target or one.name == label or (label is None and _inferred(one, target))):
            yield one
    for each in table.constraints:
        if isinstance(each, Exclusion) and insert.conflict == "nothing" and (not target or each.name == label):
            yield each


def _inferred(index: Index, target: str) -> bool:
    keys, _, where = target.partition(" WHERE ")
    named_keys = {one.strip().strip('"').replace('""', '"') for one in keys.strip().strip("()").split(",")}
    return named_keys == {key.column for key in index.keys} and (index.where is None or bool(where))


def _made(state: State, table: Table, insert: Insert) -> tuple[str, State]:
    """The rows that the statement makes, before any conflict."""
    names = named(table, insert)
    given = {one: f"auditor_given.{quoted(one)}" for one in names}
    unknown = [one for one in given if one not in table.columns]
    if unknown:
        raise SourceError(f"{table.name} has no column {', '.join(unknown)}")
    if insert.query is not None and drawn(insert.query):
        raise SourceError("what it inserts is drawn at random")
    if insert.overriding == "user":
        given = {one: value for one, value in given.items() if not table.columns[one].identity}
    values = {
        one.name: assigned(state, one, given[one.name]) if one.name in given else _absent(state, table, one)
        for one in table.columns.values()
    }
    chosen = ", ".join(f"{value} as {quoted(name)}" for name, value in values.items())
    rows = ""
    if insert.query is not None:
        query = values_as(insert.query, tuple(castable(state, table.columns[one].type) for one in names))
        rows = f" from ({query}) as auditor_given ({', '.join(map(quoted, names))})"
    body = f"select {_spot(state)} as {ROW}, {NUMBERED} as {NEW}, {chosen}{rows}"
    sql = within(state, body, insert.reads, ctes=insert.ctes)
    counted = [label for one in _numbered(table, insert) for label in state.drawn.get(key(table, one), ())]
    label, made = state.layered(table.name, sql, [*layers_of(state, (table.name, *insert.reads)), *counted])
    if not any(one.generated for one in table.columns.values()):
        return label, made
    return made.layered(table.name, f"select {ROW}, {NEW}, {computed(table)} from {quoted(label)}", [label])


def _spot(state: State) -> str:
    """A place for each new row, where no row of a real table is."""
    return f"format('(%s,%s)', {_LAST_BLOCK} - {NUMBERED}, {len(state.layers) % _PLACES + 1})::tid"


def _absent(state: State, table: Table, column: Column) -> str:
    if numbering(column) is None:
        return default(state, column)
    kind = castable(state, column.type)
    return f"({next_number(state, table, column)} + {NUMBERED} - 1)::numeric::{kind}"


def _numbered(table: Table, insert: Insert) -> Iterator[Column]:
    for one in table.columns.values():
        if numbering(one) is not None and (one.name not in insert.columns or insert.overriding == "user"):
            yield one


def _without_conflicts(state: State, table: Table, insert: Insert, label: str) -> tuple[str, State]:
    found = tuple(arbiters(table, insert))
    if insert.conflict_target and not found:
        raise SourceError(f"no unique index was found for ON CONFLICT {insert.conflict_target}")
    if len(found) == 1 and isinstance(found[0], Index):
        return _first_of_each(state, table, found[0], label)
    if not found:
        return label, state
    return _in_turn(state, table, found, label)


def _first_of_each(state: State, table: Table, index: Index, label: str) -> tuple[str, State]:
    keys = [one.sql for one in index.keys]
    counts = _counts(index)
    listed = ", ".join(f"{one} as k{at}" for at, one in enumerate(keys))
    alike = " and ".join(f"a.k{at} is not distinct from b.k{at}" for at in range(len(keys)))
    name = quoted(table.name.name)
    sql = (
        f"select {ROW}, {NEW}, {columns_as(table)} from (select {name}.*, {counts} as counts, {listed}, "
        f"row_number() over (partition by {counts}, {', '.join(keys)} order by {NEW}) as turn "
        f"from {quoted(label)} as {name}) a where not a.counts or (a.turn = 1 and not exists (select from "
        f"(select {listed} from {state.source(table.name)} as {name} where {counts}) b where {alike}))"
    )
    return state.layered(table.name, sql, [label, *layers_of(state, (table.name,))])


def _in_turn(state: State, table: Table, found: tuple[Index | Exclusion, ...], label: str) -> tuple[str, State]:
    """One row after the other, each held against what was there and those let in before it."""
    keyed, meets = _clash(found)
    name = quoted(table.name.name)
    there = f"select {keyed} from {state.source(table.name)} as {name}"
    fit = (
        f"select a.*, row_number() over (order by {NEW}) as auditor_turn from "
        f"(select {NEW}, {keyed} from {quoted(label)} as {name}) a "
        f"where not exists (select from ({there}) b where {meets})"
    )
    clashes = (
        f"exists (select from auditor_fit a join auditor_fit b on b.auditor_turn = any (r.let) and ({meets}) "
        "where a.auditor_turn = r.n + 1)"
    )
    sql = (
        f"with recursive auditor_fit as materialized ({fit}), "
        f"auditor_in (n, let) as (select 0::bigint, '{{}}'::bigint[] union all "
        f"select r.n + 1, case when {clashes} then r.let else r.let || (r.n + 1) end from auditor_in r "
        f"where r.n < (select count(*) from auditor_fit)) "
        f"select {ROW}, {NEW}, {columns_as(table)} from {quoted(label)} where {NEW} in "
        f"(select f.{NEW} from auditor_fit f "
        "where f.auditor_turn = any ((select let from auditor_in order by n desc limit 1)::bigint[]))"
    )
    return state.layered(table.name, sql, [label, *layers_of(state, (table.name,))])


def _clash(found: tuple[Index | Exclusion, ...]) -> tuple[str, str]:
    """What to know of a row, and when `a` and `b` cannot both be there."""
    keyed, meets = [], []
    for n, one in enumerate(found):
        keyed += [f"{each.sql} as k{n}_{at}" for at, each in enumerate(one.keys)] + [f"{_counts(one)} as c{n}"]
        signs = one.operators if isinstance(one, Exclusion) else ("is not distinct from",) * len(one.keys)
        pairs = " and ".join(f"a.k{n}_{at} {sign} b.k{n}_{at}" for at, sign in enumerate(signs))
        meets.append(f"(a.c{n} and b.c{n} and {pairs})")
    return ", ".join(keyed), " or ".join(meets)


def _counts(rule: Index | Exclusion) -> str:
    counts = f"({rule.where}) is true" if rule.where else "true"
    if isinstance(rule, Index) and rule.nulls_distinct:
        counts += "".join(f" and {one.sql} is not null" for one in rule.keys)
    return counts
