"""From a report to a folder of scripts, undo scripts and patches."""

from collections.abc import Sequence
from pathlib import Path

from auditor.commands.baseline import read_report
from auditor.commands.outputs import write
from auditor.errors import ReportError, UsageError
from auditor.model.report import Report
from auditor.packs.pack import load_packs
from auditor.prescribe.folder import Ground, Written, folder
from auditor.shipping import shipped


def run(path: Path, out: Path, *, source: Path | None, choose: Sequence[str], allow_loss: bool) -> tuple[Written, ...]:
    """Write to `out` what the report at `path` asks for, and say what was written.

    Raises UsageError for a folder that already holds something: an edited script is never overwritten.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} already holds something; nothing is overwritten: name a new folder, or empty this one")
    return fill(read_report(path), out, source=source, choices=_choices(choose), allow_loss=allow_loss)


def fill(
    report: Report, out: Path, *, source: Path | None, choices: dict[str, str], allow_loss: bool
) -> tuple[Written, ...]:
    """Write the folder for a report at hand. Raises ReportError where its pack or a check is not known here."""
    packs = load_packs(shipped("checks"))
    pack = packs.get(report.target.application or "")
    if pack is None:
        raise ReportError(
            f"the report is about {report.target.application!r}; known here: {', '.join(packs) or 'nothing'}"
        )
    written = folder(
        report,
        pack.checks,
        choices=choices,
        allow_loss=allow_loss,
        source=source,
        ground=Ground(pack.identity, pack.ledger),
    )
    for one in written:
        write(out / one.path, one.text)
    return written


def _choices(texts: Sequence[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for text in texts:
        check, equals, remedy = text.partition("=")
        if not equals or not check or not remedy:
            raise UsageError(f"--choose {text} is not CHECK=REMEDY; for example discourse/polls-name-taken=merge")
        chosen[check] = remedy
    return chosen


def told(out: Path, written: Sequence[Written]) -> str:
    """What was written, and where to begin."""
    if not written:
        return "The report found nothing that has a remedy; nothing was written.\n"
    lines = [f"  {out / one.path}" for one in written]
    return "\n".join([f"Wrote {len(written)} files; begin with {out / 'README.md'}", *lines, ""])
