"""The sentences that the formats for people share."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from auditor.model.check import RemedyKind, Safety, Severity
from auditor.model.migration import MigrationStatus, Phase, Reading
from auditor.model.outcome import NOTHING_LOST, Cell, Status
from auditor.model.report import MigrationResult, RemedyResult, Report, Verdict
from auditor.render import sift
from auditor.render.rehearsal_words import outcome
from auditor.render.text import shortened

STATUS_WORDS: Final[Mapping[Status | MigrationStatus, str]] = {
    Status.CLEAR: "nothing found",
    Status.FOUND: "found",
    Status.WAIVED: "waived",
    Status.NOT_APPLICABLE: "not applicable",
    Status.UNKNOWN: "unknown",
    **{one: one.value for one in MigrationStatus},
    MigrationStatus.CLEAR: "nothing found",
    MigrationStatus.ABORT: "will abort",
    MigrationStatus.LOSS: "will lose data",
}
READING_WORDS: Final[Mapping[Reading, str]] = {
    Reading.EXACT: "read in full",
    Reading.GUARDED: "read, runs only under a condition",
    Reading.PARTIAL: "covered in part",
    Reading.UNREAD: "unread",
    Reading.PACK: "covered by the pack",
}
_NAME: Final = 40
_WILL: Final = {
    Severity.ABORT: "will abort",
    Severity.LOSS: "will lose data",
    Severity.RISK: "carries a risk that you asked to stop at",
    Severity.NOTE: "has notes that you asked to stop at",
}


def headline(report: Report) -> tuple[str, str]:
    """The verdict in a word and in a sentence."""
    verdict = sift.verdict(report)
    aim = _aim(report)
    if report.rehearsal is not None:
        return verdict.value.upper(), f"{aim}: {outcome(report, report.rehearsal)}"
    match verdict:
        case Verdict.CLEAR if _alone(report):
            at_risk = any(one.status is Status.FOUND and one.severity is not Severity.NOTE for one in report.checks)
            sentence = "nothing blocks, but the database is not sound" if at_risk else "nothing wrong with the database"
        case Verdict.UNKNOWN if _alone(report):
            sentence = "could not tell whether the database is sound"
        case Verdict.CLEAR if not report.migrations and report.target.application is None:
            sentence = "nothing is pending"
        case Verdict.BLOCKED:
            worst = next(iter(sift.blocking(report)), None)
            sentence = f"{aim} {_WILL[worst.severity] if worst else 'is blocked'}"
        case Verdict.UNKNOWN:
            sentence = f"could not tell whether {aim} will pass"
        case Verdict.CLEAR:
            sentence = f"nothing found that stops {aim}"
    if report.interrupted:
        sentence += "; interrupted before everything was asked"
    return verdict.value.upper(), sentence


def counted(number: int, noun: str) -> str:
    """`2 rows`, `1 row`, `1,200 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def named(names: Sequence[str], limit: int) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:limit])
    return f"{shown} … {len(names) - limit} more" if len(names) > limit else shown


def told_apart(migrations: Sequence[MigrationResult]) -> list[str]:
    """Their names, with the version where that of another is the same."""
    times = Counter(one.name for one in migrations)
    return [f"{one.name} ({one.version})" if times[one.name] > 1 else one.name for one in migrations]


def readings(report: Report) -> str:
    """How well those that come from source were read, in brackets; nothing where a pack alone speaks."""
    counts = Counter(one.reading for one in report.migrations)
    if not {Reading.EXACT, Reading.GUARDED} & set(counts) and report.target.framework is None:
        return ""
    told = ", ".join(f"{counts[one]} {one.value}" for one in Reading if counts[one])
    return f" ({told})" if told else ""


def cost(remedy: RemedyResult) -> str:
    """What a remedy gives up here; a lossy one without a count does not pass for free.

    A safe remedy leaves alone what it could mend only at a loss.
    """
    if remedy.loses:
        free = remedy.safety is Safety.LOSSY or remedy.loses == NOTHING_LOST
        return f"loses {remedy.loses}" if free else f"leaves alone what would lose {remedy.loses}"
    if remedy.kind is RemedyKind.BY_HAND:
        return "what it costs is for you to say"
    return "loses nothing" if remedy.safety is Safety.SAFE else "loses something that was not counted"


def shown(cell: Cell) -> str:
    """A cell as PostgreSQL's users know it."""
    match cell:
        case None:
            return "null"
        case bool():
            return "true" if cell else "false"
        case _:
            return str(cell)


def _alone(report: Report) -> bool:
    """Whether only the database itself was looked at, and no upgrade."""
    target = report.target
    return not report.migrations and target.application is None and target.framework is None and target.to is None


def _aim(report: Report) -> str:
    to = shortened(report.target.to or "", _NAME)
    if _alone(report):
        return "the database"
    if report.target.application is None:
        return f"the upgrade to {to}" if to else "the upgrade"
    application = f"{shortened(report.target.application, _NAME).capitalize()} {to}".rstrip()
    if any(one.phase is Phase.PRE for one in report.migrations):
        return f"the upgrade to {application}"
    return f"phase 2 of {application}"
