"""From a report to a folder of scripts, undo scripts and patches."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from auditor.commands.baseline import read_report
from auditor.commands.outputs import write
from auditor.errors import ReportError, UsageError
from auditor.model.check import Check, SeverityRange
from auditor.model.report import Report, Target
from auditor.packs.installed import with_installed
from auditor.packs.pack import Pack, load_packs
from auditor.packs.shelf import pack_of
from auditor.prescribe.folder import Folder, Ground, folder
from auditor.shipping import shipped


def run(path: Path, out: Path, *, source: Path | None, choose: Sequence[str], allow_loss: bool) -> Folder:
    """Write to `out` what the report at `path` asks for, and say what was written.

    Raises UsageError for a folder that already holds something: an edited script is never overwritten.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} already holds something; nothing is overwritten: name a new folder, or empty this one")
    if source is not None and not source.is_dir():
        raise UsageError(f"--source {source} is not a folder; it should be the root of the application's source")
    return fill(read_report(path), out, source=source, choices=_choices(choose), allow_loss=allow_loss)


def fill(report: Report, out: Path, *, source: Path | None, choices: dict[str, str], allow_loss: bool) -> Folder:
    """Write the folder for a report at hand. Raises ReportError where its pack or a check is not known here."""
    made = prepared(report, source=source, choices=choices, allow_loss=allow_loss)
    for one in made.files:
        write(out / one.path, one.text)
    return made


def prepared(report: Report, *, source: Path | None, choices: Mapping[str, str], allow_loss: bool) -> Folder:
    """What `fill` writes. Raises ReportError, UsageError, SourceError."""
    packs = with_installed(load_packs(shipped("checks")))
    pack = packs.get(report.target.application or "") or pack_of(report.checks)
    always = tuple(one for other in packs.values() if other.always for one in other.checks)
    known = {one.id for one in always}
    if pack is None and not any(one.origin.kind == "derived" or one.id in known for one in report.checks):
        raise ReportError(
            f"the report is about {report.target.application!r}; known here: {', '.join(packs) or 'nothing'}"
        )
    checks = (*always, *(pack.checks if pack else ()), *_derived(report))
    ground = _ground(report.target, pack)
    return folder(report, checks, choices=choices, allow_loss=allow_loss, source=source, ground=ground)


def _derived(report: Report) -> Iterator[Check]:
    """The checks that came from source, as the report keeps them."""
    for one in report.checks:
        if one.asked is not None:
            yield Check(
                id=one.id,
                title=one.title,
                why=one.why,
                severities=(SeverityRange(one.severity),),
                guards=one.migrations,
                needs={},
                key=one.key,
                private=frozenset(),
                find=one.asked.find,
                origin=one.origin,
                remedies=one.asked.remedies,
                heap=one.asked.heap,
            )


def _ground(target: Target, pack: Pack | None) -> Ground:
    """By what a script tells the database: as the pack does, or else by what has run there."""
    if target.identity_sql is not None or pack is None:
        return Ground(target.identity_sql, None, target.ledger, target.path)
    return Ground(pack.identity, pack.ledger, None, target.path)


def _choices(texts: Sequence[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for text in texts:
        check, equals, remedy = text.partition("=")
        if not equals or not check or not remedy:
            raise UsageError(f"--choose {text} is not CHECK=REMEDY; for example discourse/polls-name-taken=merge")
        chosen[check] = remedy
    return chosen


def told(out: Path, made: Folder) -> str:
    """What was written, and where to begin."""
    if not made.files:
        return "The report found nothing that has a remedy; nothing was written.\n"
    lines = [f"  {out / one.path}" for one in made.files]
    return "\n".join([f"Wrote {len(made.files)} files; begin with {out / 'README.md'}", *lines, ""])


def warned(made: Folder) -> str:
    """Which patches were not written, and why; empty where none is missing."""
    return "".join(f"no {path}: {why}\n" for path, why in made.unpatched.items())
