"""In which order scripts are run, and the two files that run them all, or take them all back."""

from collections.abc import Iterable, Mapping, Sequence

from auditor.model.check import Check
from auditor.model.report import Report
from auditor.prescribe.wording import comment, plain

_RUN = """
The scripts that README.md recommends, in the order in which they fit together. Each is a transaction of its own and
guards itself; the first that refuses ends the run, and what was done before it stays done. all.undo.sql takes back
all that was done, last first. Run again, it does what is left to do.

It needs psql, which finds the other files beside this one: psql -X -d DATABASE -f {name}
Read the scripts first. With any other client run them one by one, in this order.
"""
_UNDO = """
Takes back what all.sql did, last script first. A script that was not run is passed over; one whose rows somebody has
changed since refuses, and ends the run.

It needs psql, which finds the other files beside this one: psql -X -d DATABASE -f {name}
Only before the migration has run.
"""


def in_order(checks: Iterable[Check]) -> list[Check]:
    """`checks` so that each comes after those whose remedies it needs done, otherwise by id; a circle is cut."""
    known = {one.id: one for one in checks}
    found: dict[str, Check] = {}
    for check_id in sorted(known):
        _place(check_id, known, found, set())
    return list(found.values())


def earlier(check: Check) -> tuple[str, ...]:
    """The checks whose remedies are run before those of `check`."""
    return (*check.after, *(check.stirred.checks if check.stirred else ()))


def brought_up(found: Iterable[str], checks: Sequence[Check]) -> set[str]:
    """The checks of which rows may come up when those in `found` are mended, and then when these are."""
    mended = set(found)
    while more := {one.id for one in checks if one.stirred and mended & set(one.stirred.checks)} - mended:
        mended |= more
    return mended - set(found)


def run_all(report: Report, scripts: Sequence[str]) -> str:
    """all.sql: `scripts` are paths beside it."""
    return _file(report, "all.sql", "Everything at once", _RUN, scripts)


def undo_all(report: Report, scripts: Sequence[str]) -> str:
    """all.undo.sql: `scripts` are the paths of the undo scripts, in the order of all.sql."""
    return _file(report, "all.undo.sql", "Undo everything at once", _UNDO, scripts[::-1])


def _place(check_id: str, known: Mapping[str, Check], found: dict[str, Check], above: set[str]) -> None:
    if check_id in found or check_id in above:
        return
    for one in sorted(earlier(known[check_id])):
        if one in known:
            _place(one, known, found, {*above, check_id})
    found[check_id] = known[check_id]


def _file(report: Report, name: str, title: str, text: str, scripts: Sequence[str]) -> str:
    head = [
        title,
        *text.format(name=name).rstrip().split("\n"),
        "",
        f"Target: database {plain(report.target.database)}",
        f"Report taken {plain(report.taken_at)} by auditor {plain(report.tool_version)}",
    ]
    return "\n".join([comment("\n".join(head)), "", "\\set ON_ERROR_STOP on", *(f"\\ir {one}" for one in scripts), ""])
