"""Rows that refer to nothing, by way of their keys: an index has them all, and most are the same."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from auditor.db.connection import CANCELLED
from auditor.db.layout import Attribute, Stored
from auditor.db.session import ReadSession
from auditor.errors import QueryError
from auditor.judge.going import TIMED_OUT
from auditor.judge.judge import Asking, Terms
from auditor.judge.severity import varying
from auditor.judge.tally import KEPT
from auditor.model.check import Check
from auditor.model.form import Reference
from auditor.model.form_query import listed, places, unmet
from auditor.model.outcome import Cell
from auditor.model.schema import quoted

BLOCKS_AT_ONCE = 1_024
_BOUNDS = """
select b.bound from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = {column}
cross join lateral unnest(s.histogram_bounds::text::text[]) with ordinality as b (bound, n)
where c.oid = {oid} and not s.inherited order by b.n
"""
Keys = tuple[tuple[Cell, ...], ...]


def by_keys(check: Check, form: Reference, index: str, session: ReadSession, terms: Terms) -> Asking | None:
    """How to show the rows, once the keys are known that are missing; None where none is. Raises QueryError.

    Where the pacing has rests in it, a range of keys of the index at a time.
    """
    total, spent, failure = 0, 0.0, None
    kept: list[tuple[Cell, ...]] = []
    stored = terms.layout.tables[form.table]
    for held in _ranges(stored, index, session) if terms.pacing.pace.resting else [""]:
        failure = TIMED_OUT if spent > terms.timeout else None
        if failure is not None:
            break
        with (
            terms.pacing.chunk() as piece,
            session.ask(missing(form, held), timeout=terms.timeout, index=True) as answer,
        ):
            for batch in answer.batches:
                total += sum(int(row[-1] or 0) for row in batch)
                kept += [row[:-1] for row in batch[: KEPT + 1 - len(kept)]]
        spent += piece.seconds
    if failure is not None and not total:
        raise QueryError(failure, sqlstate=CANCELLED)
    if not total:
        return None
    if len(kept) > KEPT:
        return Asking(check.find, total=total, failure=failure, spent=spent)
    few = total <= KEPT or terms.sink is not None or varying(check)
    find = with_keys(form, stored.columns, tuple(kept), None if few else KEPT)
    return Asking(find, total=total, failure=failure, spent=spent)


def _ranges(stored: Stored, index: str, session: ReadSession) -> Iterator[str]:
    """Conditions that share out the entries of an index, by what the server knows of its first column."""
    tree = next(one for one in stored.trees if one.name == index)
    column = tree.columns[0]
    known = session.rows(_BOUNDS.format(oid=stored.oid, column=_text(column)))
    bounds = [f"{_text(row['bound'])}::{stored.columns[column].type}" for row in known]
    wanted = max(1, tree.blocks // BLOCKS_AT_ONCE)
    chosen = bounds[1:-1][:: max(1, len(bounds) // wanted)] if wanted > 1 else []
    for low, high in pairwise([None, *chosen, None]):
        least = [f"{quoted(column)} >= {low}"] if low else []
        yield " and ".join([*least, *([f"{quoted(column)} < {high}"] if high else [])])


def missing(form: Reference, held: str = "") -> str:
    """Each key that is not there, and how many rows have it; an index that begins with the keys has all of it.

    With `held`, of the rows for which that is true, where the columns go by their bare names.
    """
    own = quoted(form.table.name)
    keys = [f"{own}.{quoted(one)}" for one in form.columns]
    return (
        f"select {', '.join(f'{one}::text' for one in keys)}, count(*) as rows\nfrom {form.table.sql} as {own}\n"
        f"where {unmet(form, form.to.sql)}{f' and {held}' if held else ''}\ngroup by {', '.join(keys)}"
    )


def with_keys(form: Reference, columns: Mapping[str, Attribute], keys: Keys, most: int | None) -> str:
    """The answer of a form, or so many rows of it, where these are the keys that are not there."""
    own = quoted(form.table.name)
    arrays = [
        f"array[{', '.join(_text(key[at]) for key in keys)}]::{columns[name].type}[]"
        for at, name in enumerate(form.columns)
    ]
    if len(arrays) == 1:
        held = f"{own}.{quoted(form.columns[0])} = any ({arrays[0]})"
    else:
        row = ", ".join(f"{own}.{quoted(one)}" for one in form.columns)
        held = f"({row}) in (select * from unnest({', '.join(arrays)}))"
    rows = f"select {listed(form.answer)}\nfrom {form.table.sql} as {own}\nwhere {held} and {unmet(form, form.to.sql)}"
    order = f"order by {places(form.answer)}"
    return f"{rows}\n{order}" if most is None else f"select * from ({rows}\noffset 0) as found\n{order}\nlimit {most}"


def _text(value: Cell) -> str:
    return "'" + str(value).replace("'", "''") + "'"
