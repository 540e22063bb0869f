"""What of a report asks for attention, and in which order."""

from dataclasses import replace

from auditor.model.check import Severity
from auditor.model.migration import MigrationStatus, Reading
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, MigrationResult, Report, Verdict


def blocks(check: CheckResult, fail_on: Severity) -> bool:
    """Whether the check found something at or above the severity asked for."""
    return check.status is Status.FOUND and check.severity.rank <= fail_on.rank


def blocking(report: Report) -> list[CheckResult]:
    """The checks that block, worst first."""
    return sorted((one for one in report.checks if blocks(one, report.fail_on)), key=_worst_first)


def lesser(report: Report) -> list[CheckResult]:
    """The checks that found something which does not block, worst first."""
    found = (one for one in report.checks if one.status is Status.FOUND)
    return sorted((one for one in found if not blocks(one, report.fail_on)), key=_worst_first)


def untold(report: Report) -> list[CheckResult]:
    """The checks that could not be answered."""
    return [one for one in report.checks if one.status is Status.UNKNOWN]


def unread(report: Report) -> list[MigrationResult]:
    """The migrations that nobody understood."""
    return [one for one in report.migrations if one.status is MigrationStatus.UNREAD or one.reading is Reading.UNREAD]


def half_read(report: Report) -> list[MigrationResult]:
    """The migrations of which only some hazards are covered."""
    return [one for one in report.migrations if one.reading is Reading.PARTIAL]


def verdict(report: Report) -> Verdict:
    """The verdict as it may be shown: not `clear` while anything could not be told."""
    if report.rehearsal is not None:
        return report.verdict
    if report.verdict is Verdict.CLEAR and (
        report.interrupted
        or untold(report)
        or unread(report)
        or half_read(report)
        or any(one.status is MigrationStatus.UNKNOWN for one in report.migrations)
    ):
        return Verdict.UNKNOWN
    return report.verdict


def migrations_of(report: Report, check: CheckResult) -> list[MigrationResult]:
    """The pending migrations that a check speaks for, at the line that it is about; those that ran are left out."""
    mine = [one for one in report.migrations if one.version in check.migrations]
    return [replace(one, line=check.origin.line or one.line) if _is_from(one, check) else one for one in mine]


def _is_from(migration: MigrationResult, check: CheckResult) -> bool:
    return check.origin.kind == "derived" and check.origin.path == migration.path


def _worst_first(check: CheckResult) -> tuple[int, str]:
    return check.severity.rank, check.id
