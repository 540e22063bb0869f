"""Types that pending migrations make, add labels to, rename and drop."""

import re
from dataclasses import replace

from auditor.derive.layers import laid_over
from auditor.derive.state import ROW, State
from auditor.derive.told import tables_named, told_table
from auditor.derive.values import bare_type
from auditor.errors import SourceError
from auditor.model import operation as op
from auditor.model.schema import CheckConstraint, Key, Name, Table, TableKind, quoted

_LITERAL = re.compile("'(?:[^']|'')*'")
_GONE = "auditor: a type that was dropped"


def retyped(state: State, operation: op.CreateType | op.AddLabel | op.DropType | op.RenameType) -> State:
    """The state behind a statement about a type."""
    match operation:
        case op.CreateType(name, labels):
            new = {name.name}
            called = {one: of for one, of in state.called.items() if one != name.name}
            known = {**state.known, name.name: labels}
            return replace(state, types=state.types | new, made=state.made | new, known=known, called=called)
        case op.AddLabel(name, label):
            return _labelled(state, name, label)
        case op.DropType(name):
            return _dropped(state, name.name)
        case op.RenameType(name, to):
            there = name.name in state.known and to not in state.known
            return _renamed(state, name.name, to) if there else state


def ready(state: State, operation: op.Operation) -> State:
    """The state in which an operation finds enumerations with new labels as texts, where it has to do with them."""
    grown = state.types - state.made
    if not grown:
        return state
    tables = [one for one in map(state.table, tables_named(operation)) if one is not None]
    used = {bare_type(one.type) for table in tables for one in table.columns.values()}
    used |= {bare_type(operation.type)} if isinstance(operation, op.ChangeType) else set()
    for kind in sorted(grown & used):
        state = _as_texts(state, kind)
    return state


def names_type(table: Table, kind: str) -> bool:
    """Whether a rule or a default of a table casts to a type."""
    texts = [one.default or one.generated or "" for one in table.columns.values()]
    texts += [one.expression for one in table.constraints if isinstance(one, CheckConstraint)]
    texts += [key.expression for one in table.indexes.values() for key in one.keys if not key.column]
    texts += [one.where or "" for one in table.indexes.values()]
    cast = re.compile(rf'::"?{re.escape(kind)}\b')
    return any(cast.search(_LITERAL.sub("''", one)) for one in texts)


def _labelled(state: State, name: Name, label: str) -> State:
    held = state.known.get(name.name, ())
    if label in held:
        return state
    grown = {name.name}
    known = {**state.known, name.name: (*held, label)}
    fresh = state.fresh if name.name in state.made else state.fresh | grown
    return replace(state, types=state.types | grown, fresh=fresh, known=known)


def _as_texts(state: State, kind: str) -> State:
    """With every value of an enumeration a text, as are those of one that is yet to be made."""
    state = replace(state, made=state.made | {kind})
    for table in tuple(state.tables.values()):
        found = {one.name for one in table.columns.values() if bare_type(one.type) == kind}
        if not found or table.kind not in (TableKind.TABLE, TableKind.PARTITIONED):
            continue
        try:
            after = state.with_table(told_table(state, table))
        except SourceError as error:
            state = state.doubting([table.name], f"labels were added to {kind}, and {error}")
            continue
        chosen = ", ".join(
            f"{quoted(one)}::text as {quoted(one)}" if one in found else quoted(one) for one in table.columns
        )
        state = laid_over(after, table.name, f"select {ROW}, {chosen} from {state.source(table.name)}", [])
    return state


def _dropped(state: State, name: str) -> State:
    left = frozenset([name])
    return replace(
        state,
        known={one: held for one, held in state.known.items() if one != name},
        types=state.types - left,
        made=state.made - left,
        called={**state.called, name: _GONE},
    )


def _renamed(state: State, name: str, to: str) -> State:
    def moved(names: frozenset[str]) -> frozenset[str]:
        return (names - {name}) | {to} if name in names else names - {to}

    known = {to if one == name else one: held for one, held in state.known.items()}
    called = {one: of for one, of in state.called.items() if one != to}
    if name not in state.made:
        called[to] = called.get(name, name)
    called[name] = _GONE
    tables = {one: _of_type(table, name, to) for one, table in state.tables.items()}
    return replace(
        state,
        tables=tables,
        known=known,
        called=called,
        types=moved(state.types),
        made=moved(state.made),
        fresh=moved(state.fresh),
    )


def _of_type(table: Table, name: str, to: str) -> Table:
    found = {one.name for one in table.columns.values() if bare_type(one.type) == name}
    if not found:
        return table
    written = Key.of(to).expression
    columns = {
        one.name: replace(one, type=f"{written}{'[]' if one.type.endswith('[]') else ''}") if one.name in found else one
        for one in table.columns.values()
    }
    return replace(table, columns=columns)
