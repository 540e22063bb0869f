"""Many questions about the rows of one table as one query over a part of it, and the rows that it points to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.db.layout import Leaf
from auditor.db.statement import tokens
from auditor.model.form import Count, Rows
from auditor.model.form_query import listed, places
from auditor.model.schema import quoted

MOST_MEMBERS = 60
FEW_BLOCKS = 4
_QUERIES = {"select", "with", "values", "table"}


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks of one leaf from `begin` up to and without `end`, or to its last; without a leaf, the whole table."""

    leaf: Leaf | None = None
    begin: int = 0
    end: int | None = None


def predicate(form: Rows | Count) -> str:
    """What is true of the rows that count, in parentheses that nothing in it can close."""
    return f"({form.where or 'true'}\n)"


def plain(form: Rows | Count) -> bool:
    """Whether a row alone says whether it counts: a query within is better planned by itself."""
    return not any(one.text.lower() in _QUERIES for one in tokens(form.where or "true"))


def scan(forms: Mapping[int, Rows | Count], part: Part, placed: int) -> str:
    """The rows of a part for which any of `forms` holds, by table and mask: how many, and where they are.

    The number of a form is its bit. Places are given only where the mask has a bit in common with `placed`.
    """
    table = next(iter(forms.values())).table
    alias = quoted(table.name)
    told = {bit: predicate(form) for bit, form in forms.items()}
    mask = "\n | ".join(f"case when {one} then {1 << bit}::bigint else 0 end" for bit, one in told.items())
    held = "\n or ".join(told.values())
    return (
        "select area::int8 as area, mask, count(*) as rows, "
        f"array_agg(place) filter (where (mask & {placed}::bigint) <> 0)::text as places\n"
        f"from (select {alias}.tableoid as area, {alias}.ctid as place,\n{mask} as mask\n"
        f"from {part.leaf.sql if part.leaf else table.sql} as {alias}\n"
        f"where {_range(alias, part)}({held})\noffset 0) as hits\ngroup by 1, 2"
    )


def trial(form: Rows, part: Part) -> str:
    """Ends with an error where a row of a part counts."""
    alias = quoted(form.table.name)
    source = part.leaf.sql if part.leaf else form.table.sql
    return f"select count({form.tried}) as tried\nfrom {source} as {alias}\nwhere {_range(alias, part)}true"


def halves(part: Part) -> tuple[Part, Part] | None:
    """A part in two; None where it is too small for that to be of use."""
    end = part.end if part.end is not None or part.leaf is None else part.leaf.blocks
    if part.leaf is None or end is None or end - part.begin <= FEW_BLOCKS:
        return None
    middle = (part.begin + end) // 2
    return Part(part.leaf, part.begin, middle), Part(part.leaf, middle, part.end)


def picked(form: Rows, leaves: Iterable[Leaf], hits: Mapping[int, Sequence[str]], *, again: bool) -> str:
    """The answer of a form from the places where its rows are; `again` asks whether they still count there."""
    alias = quoted(form.table.name)
    held = f" and {predicate(form)}" if again else ""
    areas = [
        f"select {listed(form.answer)}\nfrom {one.sql} as {alias}\n"
        f"where {alias}.ctid = any ('{{{','.join(hits[one.oid])}}}'::tid[]){held}"
        for one in leaves
        if hits.get(one.oid)
    ]
    return f"{chr(10).join(_joined(areas))}\norder by {places(form.answer)}"


def first(form: Rows, most: int) -> str:
    """The first rows of the answer, of so many that all would be too many."""
    rows = f"select {listed(form.answer)}\nfrom {form.table.sql} as {quoted(form.table.name)}\nwhere {predicate(form)}"
    return f"select * from ({rows}\noffset 0) as found\norder by {places(form.answer)}\nlimit {most}"


def _range(alias: str, part: Part) -> str:
    bounds = []
    if part.begin:
        bounds.append(f"{alias}.ctid >= '({part.begin},0)' and ")
    if part.end is not None:
        bounds.append(f"{alias}.ctid < '({part.end},0)' and ")
    return "".join(bounds)


def _joined(areas: list[str]) -> list[str]:
    return [areas[0], *(f"union all\n{one}" for one in areas[1:])]
