"""Rows and names that keep to the width there is."""

from collections.abc import Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from auditor.model.outcome import Cell
from auditor.render.text import shortened, visible
from auditor.render.words import named, shown

_GAP: Final = 2


def fitted(
    columns: Sequence[str], rows: Sequence[Sequence[Cell]], key: Sequence[str], width: int, *, widest: int = 28
) -> tuple[Table, list[str]]:
    """The table, and the columns that found no room; those of the key are the last to go.

    Headings are broken at their underscores, longest first, before a column is given up.
    """
    for most in (3 * widest, widest):
        cells = [[shortened(shown(cell), most) for cell in row] for row in rows]
        if _taken(columns, cells, range(len(columns))) <= width:
            break
    heads = [shortened(name, widest) for name in columns]
    kept = list(range(len(columns)))
    for index in sorted(kept, key=lambda one: -len(heads[one])):
        if _taken(heads, cells, kept) <= width:
            break
        if _width(heads[index]) > max((_width(row[index]) for row in cells), default=0):
            heads[index] = heads[index].replace("_", "_\n")
    for index in sorted(kept, key=lambda one: (columns[one] in key, -one)):
        if len(kept) == 1 or _taken(heads, cells, kept) <= width:
            break
        kept.remove(index)
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="dim")
    for index in kept:
        numbers = all(isinstance(row[index], int | float) for row in rows)
        table.add_column(Text(heads[index]), no_wrap=True, vertical="bottom", justify="right" if numbers else "left")
    for row in cells:
        table.add_row(*(Text(row[index]) for index in kept))
    return table, [visible(name) for index, name in enumerate(columns) if index not in kept]


def named_within(names: Sequence[str], width: int) -> str:
    """As many names as there is room for, at least one, and how many more there are."""
    for limit in range(len(names), 1, -1):
        if len(listed := visible(named(names, limit))) <= width:
            return listed
    return named(names, 1)


def _taken(heads: Sequence[str], cells: Sequence[Sequence[str]], kept: Sequence[int]) -> int:
    return sum(_GAP + max(_width(heads[index]), *(_width(row[index]) for row in cells), 0) for index in kept) - _GAP


def _width(text: str) -> int:
    return max(Text(line).cell_len for line in text.split("\n"))
