"""What only Django can tell of its migrations: their order, and the SQL its schema editor makes of each.

Run by the application's own Python, from 3.8 and Django 3.2 on, without anything of the auditor. There is no database
here: what Django asks of one is asked of the parent. Code of the application that writes rows is never called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .plan import Plan
from .start import started

if TYPE_CHECKING:
    from .editor import Ask

_kept: dict[tuple[str, ...], Plan] = {}


def answer(request: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """What is asked for, of `order` and `read`; each request says all that it needs, for this process may be new."""
    connection = started(request.get("settings"))
    done = tuple(sorted(request["done"]))
    plan = _kept.get(done)
    if plan is None:
        _kept.clear()
        plan = _kept[done] = Plan(connection, done)
    if request["do"] == "order":
        return {"files": plan.files(), "pending": plan.pending(), "conflicts": plan.conflicts()}
    return plan.read(request["key"], request["server"], ask)
