"""Workflow commands of GitHub Actions: one annotation for each thing to see."""

from auditor.model.check import Severity
from auditor.model.extent import extent
from auditor.model.report import CheckResult, MigrationResult, Report, Verdict
from auditor.render import sift
from auditor.render.text import shortened, visible
from auditor.render.words import cost, counted, headline, named

_VERDICTS = {Verdict.BLOCKED: "error", Verdict.UNKNOWN: "warning", Verdict.CLEAR: "notice"}


def github(report: Report) -> str:
    """The verdict, then every finding; what could not be told is a warning each."""
    word, sentence = headline(report)
    lines = [_command(_VERDICTS[sift.verdict(report)], f"{word}: {sentence}", title="auditor")]
    lines += [_finding(report, one, "error") for one in sift.blocking(report)]
    lines += [
        _finding(report, one, "notice" if one.severity is Severity.NOTE else "warning") for one in sift.lesser(report)
    ]
    lines += [
        _command("warning", f"{one.title}: {one.reason or 'no reason given'}", title=f"{one.id} could not be told")
        for one in sift.untold(report)
    ]
    if unread := sift.unread(report):
        names = named([f"{one.version} {one.name}" for one in unread], 20)
        lines.append(_command("warning", names, title=f"{counted(len(unread), 'migration')} unread"))
    return "\n".join(lines) + "\n"


def _finding(report: Report, check: CheckResult, level: str) -> str:
    migrations = sift.migrations_of(report, check)
    found = f"{check.title}: {extent(check)}"
    if migrations:
        found += f" in {named([one.name for one in migrations], 3)}"
    remedies = [f"{one.id} ({one.safety}): {cost(one)}" for one in check.remedies]
    at = next((one for one in migrations if one.path), None)
    return _command(level, found, *remedies, title=check.id, at=at)


def _command(level: str, *lines: str, title: str, at: MigrationResult | None = None) -> str:
    """Only the breaks between `lines` are breaks; one that a row brought along is seen as text."""
    properties = {"title": shortened(title, 120)}
    if at is not None and at.path:
        properties = {"file": visible(at.path), "line": str(max(at.line, 1)), **properties}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = "%0A".join(shortened(line, 2000).replace("%", "%25") for line in lines)
    return f"::{level} {listed}::{text}"


def _property(text: str) -> str:
    return text.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
