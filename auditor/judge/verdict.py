"""From outcomes to the report: statuses of migrations, verdict and exit code."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.model.check import Check, Severity
from auditor.model.migration import Migration, MigrationStatus, Reading
from auditor.model.outcome import Outcome, Status
from auditor.model.rehearsal import Proof
from auditor.model.report import Asked, CheckResult, MigrationResult, RemedyResult, Report, Verdict

EXIT = {Verdict.CLEAR: 0, Verdict.BLOCKED: 1, Verdict.UNKNOWN: 3}
INTERRUPTED = 130


def migration_result(migration: Migration, outcomes: Sequence[Outcome]) -> MigrationResult:
    """The migration with the worst of its checks. Could-not-tell is never clear, neither is half covered."""
    mine = [one for one in outcomes if migration.version in one.check.guards]
    return MigrationResult(
        version=migration.version,
        name=migration.name,
        phase=migration.phase,
        path=migration.path,
        line=migration.line,
        reading=migration.reading,
        status=_status(migration, mine),
        checks=tuple(one.check.id for one in mine),
        because=migration.because,
    )


def _status(migration: Migration, outcomes: Sequence[Outcome]) -> MigrationStatus:
    reading = migration.reading
    found = [one.severity for one in outcomes if one.status is Status.FOUND]
    blocking = [one for one in found if one in (Severity.ABORT, Severity.LOSS)]
    if blocking:
        return MigrationStatus(min(blocking, key=lambda one: one.rank).value)
    if reading is Reading.UNREAD:
        return MigrationStatus.UNREAD
    unasked = reading is Reading.PACK and not outcomes and not migration.stated
    if reading is Reading.PARTIAL or unasked or any(one.status is Status.UNKNOWN for one in outcomes):
        return MigrationStatus.UNKNOWN
    return MigrationStatus(min(found, key=lambda one: one.rank).value) if found else MigrationStatus.CLEAR


def check_result(outcome: Outcome) -> CheckResult:
    """The outcome without its queries, but for what no pack knows."""
    check = outcome.check
    return CheckResult(
        id=check.id,
        title=check.title,
        severity=outcome.severity,
        status=outcome.status,
        reason=outcome.reason,
        why=check.why,
        origin=check.origin,
        migrations=check.guards,
        total=outcome.total,
        key=check.key,
        evidence=outcome.evidence,
        fingerprints=outcome.fingerprints,
        remedies=tuple(_remedies(check, outcome.losses)),
        seconds=outcome.seconds,
        asked=_asked(outcome),
        tables=check.tables,
        sqlstate=check.sqlstate,
    )


def _asked(outcome: Outcome) -> Asked | None:
    check = outcome.check
    made = check.origin.kind == "derived" or (check.each is not None and check.find != "")
    if not made or outcome.status is not Status.FOUND or not check.remedies:
        return None
    return Asked(check.find, check.heap, check.remedies)


def _remedies(check: Check, losses: Mapping[str, str]) -> list[RemedyResult]:
    return [
        RemedyResult(one.id, one.kind, one.safety, one.title, one.does, losses.get(one.id)) for one in check.remedies
    ]


def waived(outcome: Outcome, known: frozenset[str]) -> Outcome:
    """`outcome` set aside when every one of its findings is `known` from a baseline, and there can be no others."""
    if outcome.status is not Status.FOUND or outcome.reason or not outcome.fingerprints or not known:
        return outcome
    new = [one for one in outcome.fingerprints if one not in known]
    if new:
        return replace(outcome, reason=f"{len(new)} not in the baseline")
    if outcome.total > len(outcome.fingerprints):
        return replace(outcome, reason="too many to compare with the baseline")
    return replace(outcome, status=Status.WAIVED, reason=f"all {outcome.total} in the baseline")


def verdict(migrations: Sequence[MigrationResult], checks: Sequence[CheckResult], fail_on: Severity) -> Verdict:
    """Blocked before unknown before clear."""
    if any(one.status is Status.FOUND and one.severity.rank <= fail_on.rank for one in checks):
        return Verdict.BLOCKED
    open_ends = (MigrationStatus.UNKNOWN, MigrationStatus.UNREAD)
    if any(one.status is Status.UNKNOWN for one in checks) or any(one.status in open_ends for one in migrations):
        return Verdict.UNKNOWN
    return Verdict.CLEAR


def rehearsed(report: Report) -> Report:
    """The report with the verdict of what happened, which outweighs what was foreseen.

    What failed blocks, even where it was put right on the clone; so does what is gone though nobody foresaw it, what a
    ledger said would arrive and did not, and a loss that was foreseen and came. What could not be read does not matter
    any more once it has run.
    """
    seen = report.rehearsal
    if seen is None:
        return report
    checks = tuple(replace(one, proven=seen.proven.get(one.id, one.proven)) for one in report.checks)
    blocks = bool(seen.failures) or any(gone.count and not gone.meant for one in seen.tables for gone in one.gone)
    blocks = blocks or any(entity.missing for one in seen.ledgers for entity in one.entities)
    if not blocks:
        standing = [one for one in checks if one.severity is not Severity.ABORT or one.proven is not Proof.REFUTED]
        blocks = verdict((), standing, report.fail_on) is Verdict.BLOCKED
    unsure = (
        not seen.complete or not seen.tables or any(one.note is not None and one.before is None for one in seen.tables)
    )
    answer = Verdict.BLOCKED if blocks else Verdict.UNKNOWN if unsure else Verdict.CLEAR
    interrupted = report.interrupted or seen.interrupted
    return replace(report, checks=checks, verdict=answer, interrupted=interrupted)


def exit_code(report: Report, *, allow_unknown: bool) -> int:
    """The number that a launcher sees; formats and paths never change it."""
    if report.interrupted:
        return INTERRUPTED
    if report.verdict is Verdict.UNKNOWN and allow_unknown:
        return 0
    return EXIT[report.verdict]
