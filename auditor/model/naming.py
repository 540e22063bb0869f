"""The names that PostgreSQL gives to indexes and constraints which are made without one."""

from collections.abc import Callable, Sequence
from typing import Literal

LONGEST = 63
Label = Literal["pkey", "key", "fkey", "check", "excl", "idx"]


def chosen(table: str, columns: Sequence[str], label: Label, taken: Callable[[str], bool]) -> str:
    """`table_columns_label`, numbered where that is taken; without the columns of a primary key, and of a check that
    speaks of several.
    """
    whole = label == "pkey" or (label == "check" and len(columns) != 1)
    middle, number = "" if whole else "_".join(columns), 0
    while taken(found := joined(table, middle, f"{label}{number or ''}")):
        number += 1
    return found


def joined(first: str, second: str, label: str) -> str:
    """The parts with `_` between them, the longer of the first two cut until all fit, but not within a character."""
    one, two = first.encode(), second.encode()
    room = LONGEST - len(label.encode()) - (2 if two else 1)
    while len(one) + len(two) > room:
        if len(one) > len(two):
            one = one[:-1]
        else:
            two = two[:-1]
    return "_".join(part for part in (one.decode(errors="ignore"), two.decode(errors="ignore"), label) if part)
