"""Reports on one check, for the tests of what is prescribed."""

from collections.abc import Mapping, Sequence

from auditor.model.check import Check, Severity
from auditor.model.outcome import Cell, Evidence, Status
from auditor.model.report import CheckResult, RemedyResult, Report, Target, Verdict


def result_of(
    check: Check, rows: Sequence[Mapping[str, Cell]], *, loses: Mapping[str, str] | None = None
) -> CheckResult:
    columns = tuple(rows[0]) if rows else check.key
    sample = tuple(tuple(row[name] for name in columns) for row in rows[:5])
    return CheckResult(
        id=check.id,
        title=check.title,
        severity=Severity.ABORT,
        status=Status.FOUND,
        reason=None,
        why=check.why,
        origin=check.origin,
        migrations=check.guards,
        total=len(rows),
        key=check.key,
        evidence=Evidence(columns, sample, capped=len(rows) > len(sample)),
        fingerprints=(),
        remedies=tuple(
            RemedyResult(one.id, one.kind, one.safety, one.title, one.does, (loses or {}).get(one.id))
            for one in check.remedies
        ),
        seconds=0.1,
    )


def report_of(*results: CheckResult, database: str = "forum", identity: str | None = None) -> Report:
    return Report(
        tool_version="0.1.0",
        taken_at="2019-06-01T10:00:00Z",
        seconds=1.0,
        target=Target("server", database, "15.8", "discourse", "2.3.0", 1, read_only=True, identity=identity),
        verdict=Verdict.BLOCKED,
        migrations=(),
        checks=results,
    )
