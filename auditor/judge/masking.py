"""Naming findings and hiding what is private, at the moment evidence is made."""

import hashlib
import json
from collections.abc import Sequence

from auditor.model.outcome import MASK, Cell

__all__ = ["MASK", "fingerprint", "masked"]


def fingerprint(check_id: str, key: Sequence[Cell]) -> str:
    """A stable name of 20 hex digits for one finding: never from a count, a time or a position."""
    text = json.dumps([check_id, *(None if one is None else str(one) for one in key)], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def masked(row: Sequence[Cell], hidden: frozenset[int]) -> tuple[Cell, ...]:
    """`row` with the values at the `hidden` positions replaced; what is empty stays empty."""
    return tuple(MASK if at in hidden and value is not None else value for at, value in enumerate(row))
