"""Which versions of the auditor a pack is written for."""

import operator
import re
from collections.abc import Callable, Mapping

from auditor import __version__
from auditor.errors import PackError
from auditor.packs import toml

_CLAUSE = re.compile(r"(>=|<=|==|!=|>|<)\s*([0-9]+(?:\.[0-9]+)*)")
_MEANT: Mapping[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_PARTS = 6


def require(table: toml.Table, where: str, version: str = __version__) -> None:
    """Raise PackError where `engine` leaves out this version of the auditor; a pack without it takes any."""
    if "engine" not in table:
        return
    asked = toml.text(table, "engine", where)
    clauses = [_CLAUSE.fullmatch(one.strip()) for one in asked.split(",")]
    for one in clauses:
        if one is None:
            raise PackError(f'{where}: engine is {asked!r}; accepted: versions of the auditor, as in ">=0.1, <2"')
        if not _MEANT[one[1]](_numbers(version), _numbers(one[2])):
            raise PackError(
                f"{where}: the pack is written for auditor {asked}, and this is {version}; "
                "install such an auditor, or another version of the pack"
            )


def _numbers(version: str) -> tuple[int, ...]:
    """The dotted numbers at its beginning; 0.1 is 0.1.0."""
    begun = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    numbers = [int(one) for one in begun[0].split(".")] if begun else []
    return tuple((numbers + [0] * _PARTS)[:_PARTS])
