"""What a failure on a clone was about, and what is done there so that the rehearsal can go on."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from auditor.commands.remediate import prepared
from auditor.db.clone import Clone
from auditor.derive.privacy import private
from auditor.errors import AuditorError, QueryError
from auditor.judge.masking import masked
from auditor.model.outcome import MASK, Evidence
from auditor.model.rehearsal import Diagnostics, Failure
from auditor.model.report import CheckResult, Report
from auditor.prescribe.wording import slug
from auditor.rehearse.aside import set_aside
from auditor.rehearse.fixes import listed
from auditor.rehearse.matching import bare, foretold

_VALUES = re.compile(r"=\(.*\)", re.DOTALL)
_QUOTED_END = re.compile(r': ".*"$', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Met:
    """A failure as it came. `now` is the audit of the clone behind it; `number` counts what was set aside."""

    migration: str | None
    error: Diagnostics | None
    said: str
    now: Report
    number: int
    unmask: bool = False

    @property
    def same(self) -> tuple[str | None, str | None]:
        """What tells this failure from others."""
        return self.migration, self.error.message if self.error else self.said


def mended(clone: Clone, met: Met, tried: Collection[str]) -> Failure:
    """The failure with its rows, put right on the clone by the remedy of a check that foresaw it and is not `tried`.

    Where none has one, rows are set aside by what the error says of them; `mended` is None where that fails as well.
    """
    likely = [one for one in foretold(met.now, met.migration, met.error) if one.id not in tried]
    failure = Failure(met.migration, _discreet(met.error, met.unmask), met.said)
    for check in likely:
        done = _remedied(clone, met.now, check)
        if done is not None:
            return _by(failure, check, done)
    aside = set_aside(clone, met.error, met.number) if met.error is not None else None
    if likely:
        failure = _by(failure, likely[0], None)
    if aside is None:
        return failure
    rows = failure.rows if likely else _masked(aside.rows, met.unmask)
    told = f"{aside.total} row{'s' if aside.total > 1 else ''} of {bare(aside.table)} set aside"
    if not aside.total:
        told = f"rows that would come to {bare(aside.table)} a second time are set aside as they come"
    return replace(failure, mended=told, table=bare(aside.table), rows=rows, total=failure.total or aside.total)


def joined(before: Failure, again: Failure) -> Failure:
    """One failure that came twice, since what was done after the first was not enough."""
    both = [one for one in (before.mended, again.mended) if one]
    return replace(
        before,
        checks=tuple(dict.fromkeys((*before.checks, *again.checks))),
        total=before.total + (again.total if again.checks != before.checks or not again.checks else 0),
        mended=None if again.mended is None else "; ".join(dict.fromkeys(both)),
    )


def _by(failure: Failure, check: CheckResult, done: str | None) -> Failure:
    table = bare(check.tables[0]) if check.tables else None
    return replace(failure, checks=(check.id,), table=table, rows=check.evidence, total=check.total, mended=done)


def _remedied(clone: Clone, now: Report, check: CheckResult) -> str | None:
    """The remedy that mended it, None where there is no script or it refuses."""
    only = replace(now, checks=tuple(one for one in now.checks if one.id == check.id))
    try:
        made = prepared(only, source=None, choices={}, allow_loss=True)
        scripts = {one.path: one.text for one in made.files}
        run = listed(scripts.get("all.sql", ""))
        for path in run:
            clone.execute(scripts[path])
    except (AuditorError, QueryError):
        return None
    mine = [one for one in run if one.startswith(f"{slug(check.id)}/")]
    return f"remedy {mine[0].partition('/')[2].removesuffix('.sql')}" if mine else None


def _discreet(error: Diagnostics | None, unmask: bool) -> Diagnostics | None:
    """The error without the values of rows that the server put in its words."""
    if error is None or unmask:
        return error
    detail = None if error.detail is None else _VALUES.sub(f"=({MASK})", error.detail)
    if detail is not None and detail == error.detail and "(" in detail:
        detail = None
    return replace(error, message=_QUOTED_END.sub(f': "{MASK}"', error.message), detail=detail, context=None)


def _masked(rows: Evidence, unmask: bool) -> Evidence:
    names = frozenset() if unmask else private(rows.columns)
    hidden = frozenset(at for at, name in enumerate(rows.columns) if name in names)
    return replace(rows, rows=tuple(masked(one, hidden) for one in rows.rows))
