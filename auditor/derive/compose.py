"""A statement's query, put to the tables as they will be when the statement runs."""

import re
from collections.abc import Iterable, Iterator

from auditor.derive.state import DEPTH, ROW, Layer, State
from auditor.errors import SourceError
from auditor.migrations.queries import unqualified
from auditor.model.form import Form, Reference
from auditor.model.form_query import query
from auditor.model.schema import Name, TableKind, quoted

_ROW = re.compile(rf"\b{ROW}\b")
_RECURSIVE = re.compile(r"\s*recursive\b", re.IGNORECASE)


class TooDeepError(SourceError):
    """More changes lie between the rows and the question than a query should hold."""


def asked(state: State, sql: str, tables: Iterable[Name], *, layers: Iterable[str] = ()) -> str:
    """`sql` as a query of its own, where it reads these tables by `state.source`, and these layers.

    Raises TooDeepError.
    """
    needed = tuple(_needed(state, [*_changed(state, tables).values(), *layers]))
    if len(needed) > DEPTH:
        raise TooDeepError(f"{len(needed)} changes of tables lie before it; a rehearsal would tell")
    if not needed:
        return sql
    parts = ", ".join(f"{quoted(one.name)} as (\n{one.sql}\n)" for one in needed)
    return f"with {parts}\n{sql}"


def put(state: State, form: Form, *, rows: str | None = None, layers: Iterable[str] = ()) -> tuple[str, Form | None]:
    """A form as `asked`, and the form itself where it reads tables as they are stored. Raises TooDeepError.

    `rows` are those asked about, where it is not all of the table.
    """
    to = form.to if isinstance(form, Reference) else form.table
    sql = query(form, source=rows or state.source(form.table), to=state.source(to))
    found = asked(state, sql, (form.table, to), layers=layers)
    return found, form if found == query(form) else None


def within(state: State, sql: str, reads: Iterable[Name], *, ctes: str | None = None) -> str:
    """`sql` as a layer, where it calls the tables `reads` by their names; `ctes` is the WITH list that it came with.

    Raises SourceError.
    """
    named = tuple(reads)
    changed = _changed(state, named)
    qualified = frozenset(one for one in named if one.schema and one in changed)
    text = unqualified(sql, qualified) if qualified else sql
    parts = [_shadow(state, name, label, f"{sql} {ctes}") for name, label in changed.items()]
    recursive = bool(ctes and _RECURSIVE.match(ctes))
    if ctes:
        parts.append(_RECURSIVE.sub("", ctes, count=1) if recursive else ctes)
    return f"with {'recursive ' if recursive else ''}{', '.join(parts)}\n{text}" if parts else text


def _changed(state: State, reads: Iterable[Name]) -> dict[Name, str]:
    full = dict.fromkeys(map(state.full, reads))
    return {one: state.tops[one] for one in full if one in state.tops}


def _needed(state: State, labels: Iterable[str]) -> Iterator[Layer]:
    """The layers with all that they stand on, each behind those that it reads."""
    done: set[str] = set()
    waiting = [(label, False) for label in reversed(list(dict.fromkeys(labels)))]
    while waiting:
        label, ready = waiting.pop()
        if label in done:
            continue
        if ready:
            done.add(label)
            yield state.layers[label]
        else:
            waiting += [(label, True), *((below, False) for below in state.layers[label].reads)]


def _shadow(state: State, name: Name, label: str, text: str) -> str:
    """A name for the rows as they will be, which hides the table of the same name."""
    table = state.tables[name]
    if not table.columns and table.kind in (TableKind.VIEW, TableKind.MATERIALIZED):  # not told yet: those of its query
        return f"{quoted(name.name)} as (select * from {quoted(label)})"
    columns = [quoted(one) for one in table.columns]
    if _ROW.search(text):
        columns.insert(0, ROW)
    return f"{quoted(name.name)} as (select {', '.join(columns) or 'true'} from {quoted(label)})"
