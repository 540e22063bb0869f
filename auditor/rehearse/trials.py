"""A check folder tried on its own cases: that they are there, what it finds, that the upgrade stops at it.

A trial gives a sentence for each thing that is not as it should be, and nothing where all is well.
"""

import csv
from collections.abc import Iterator

from auditor.db.servers import Server
from auditor.model.check import RemedyKind
from auditor.rehearse.cases import Case, Row, found, scratch, stopped

CASES = ("schema.sql", "good.sql", "bad.sql", "bad.csv")
SHOWN = 3


def is_complete(case: Case) -> Iterator[str]:
    """Every file that a check must bring is there, and none that no remedy has."""
    for name in CASES:
        if not (case.folder / "cases" / name).is_file():
            yield f"there is no cases/{name}"
    if case.aborts and case.check.upgrade is None:
        yield "it says abort, but brings no upgrade.sql that aborts"
    remedies = {one.id: one for one in case.check.remedies if one.kind is not RemedyKind.SKIP_PATCH}
    kept = {one.stem for one in (case.folder / "remedies").glob("*")}
    for name in sorted(kept - remedies.keys()):
        yield f"remedies/{name} stands in no [remedies.{name}] of check.toml"
    guarded = any(one.kind is RemedyKind.GUARD for one in remedies.values())
    if guarded and not (case.folder / "cases" / "offend.sql").is_file():
        yield "it has a guard, but no cases/offend.sql to guard against"


def spares_good_rows(case: Case, server: Server) -> Iterator[str]:
    """Rows that do not break are not found, and let the upgrade through."""
    with scratch(case, server, "good.sql") as clone:
        rows = found(case, clone)
        if rows:
            yield f"finds {_shown(rows)} in good.sql, where nothing is to be found"
        state = stopped(case, clone)
        if state is not None:
            yield f"upgrade.sql stops at good.sql ({state}), which it must let through"


def finds_bad_rows(case: Case, server: Server) -> Iterator[str]:
    """Rows that break are found, all and no others, and stop the upgrade."""
    with (case.folder / "cases" / "bad.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    if not expected:
        yield "bad.csv has no rows"
    with scratch(case, server, "bad.sql") as clone:
        rows = found(case, clone)
        missing = [one for one in expected if one not in rows]
        other = [one for one in rows if one not in expected]
        if missing:
            yield f"does not find {_shown(missing)}, which bad.csv has"
        if other:
            yield f"finds {_shown(other)}, which bad.csv does not have"
        if rows != expected and not missing and not other:
            yield "finds the rows of bad.csv in another order, or another number of times"
        if case.check.upgrade is not None and stopped(case, clone) is None:
            yield "upgrade.sql passes over bad.sql, where it must stop"


def _shown(rows: list[Row]) -> str:
    texts = ["(" + ", ".join(f"{name} {value}" for name, value in row.items()) + ")" for row in rows[:SHOWN]]
    more = len(rows) - len(texts)
    return ", ".join(texts) + (f" and {more} more" if more else "")
