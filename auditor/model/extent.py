"""How much a check found, in words: rows, or groups of them where each finding stands for several."""

import re

from auditor.model.outcome import Cell
from auditor.model.report import CheckResult

_OBJECT = re.compile(r"-(?:absent|taken|held|other|unkeyed|uncomparable|unsteady)(?:-\d+)?(?:-by-number)?\Z")
_ACCOUNT = re.compile(r"-dropped(?:-\d+)?(?:-by-number)?\Z")


def extent(check: CheckResult) -> str:
    """`2 rows`; `2 groups, 5 rows` for rows that agree; of a table or column that goes, the rows that go with it.

    What is missing or in the way among tables, columns and the like are objects.

    Only a check that came from source counts its rows so, in the column `rows` of its evidence.
    """
    held = _rows(check)
    if held is None and check.origin.kind == "derived" and _OBJECT.search(check.id):
        return _counted(check.total, "object")
    if held is None:
        return _counted(check.total, "row")
    behind = _counted(sum(held), "row") if len(held) == check.total else None
    if _ACCOUNT.search(check.id):
        return behind or _counted(check.total, "row")
    return ", ".join(filter(None, [_counted(check.total, "group"), behind]))


def _rows(check: CheckResult) -> list[int] | None:
    """What the findings shown stand for; None where each is a row itself."""
    evidence = check.evidence
    if check.origin.kind != "derived" or not evidence.rows or "rows" not in evidence.columns or "rows" in check.key:
        return None
    at = evidence.columns.index("rows")
    held = [_number(row[at]) for row in evidence.rows]
    return None if None in held else [one for one in held if one is not None]


def _number(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) and not isinstance(cell, bool) else None


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
