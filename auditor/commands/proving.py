"""Every remedy tried on a clone of its own: it mends, the migrations pass, and it can be taken back."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.commands import audit
from auditor.commands.remediate import prepared
from auditor.errors import AuditorError, QueryError
from auditor.model.check import RemedyKind, Severity
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, RemedyResult, Report
from auditor.prescribe.folder import Folder
from auditor.prescribe.wording import slug
from auditor.rehearse.accounts import accounts
from auditor.rehearse.fixes import listed, patched
from auditor.rehearse.matching import OURS
from auditor.rehearse.runners.runner import Place, Runner
from auditor.render.progress import Progress

if TYPE_CHECKING:
    from auditor.db.clone import Clone, Host

TRIAL = "trial"
_TRIED = (RemedyKind.SQL, RemedyKind.SKIP_PATCH)


@dataclass(frozen=True, slots=True)
class Ground:
    """What every remedy is tried on: copies of `before`, by `runner` at `place`, with the source for patches."""

    server: "Host"
    before: "Clone"
    runner: Runner
    place: Place
    asking: audit.Options
    progress: Progress


def proved(ground: Ground, foreseen: Report) -> Report:
    """The report whose remedies say what became of them; those of notes, guards and steps by hand are not tried."""
    checks = tuple(
        replace(one, remedies=tuple(_stamped(ground, foreseen, one, each) for each in one.remedies))
        for one in foreseen.checks
    )
    return replace(foreseen, checks=checks)


def _stamped(ground: Ground, foreseen: Report, check: CheckResult, remedy: RemedyResult) -> RemedyResult:
    if check.status is not Status.FOUND or check.severity is Severity.NOTE or remedy.kind not in _TRIED:
        return remedy
    name = f"proving {check.id}: {remedy.id}"
    ground.progress.started(name)
    try:
        steps = _by_script if remedy.kind is RemedyKind.SQL else _by_patch
        told = list(steps(ground, foreseen, check, remedy))
        said = f"on a clone: {', '.join(told)}"
    except _FellShortError as fault:
        said = f"on a clone, and it fell short: {fault}"
    except (AuditorError, QueryError) as error:
        said = f"on a clone, and it fell short: {error}"
    ground.progress.finished(name, f"{name}: {said}", "fell short" in said)
    return replace(remedy, proven=said)


class _FellShortError(Exception):
    """A remedy that did not do what it says."""


def _by_script(ground: Ground, foreseen: Report, check: CheckResult, remedy: RemedyResult) -> Iterator[str]:
    alone = prepared(_only(foreseen, check), source=None, choices={check.id: remedy.id}, allow_loss=True)
    clone = _fresh(ground)
    _run(clone, alone, "all.sql")
    yield "it runs"
    left = _left(ground, clone, check)
    yield "its check finds nothing any more" if not left else f"its check still finds {left}, as the script says it may"
    _run(clone, alone, "all.undo.sql")
    _as_before(ground, clone)
    yield "undo restores every row"
    together = prepared(foreseen, source=None, choices={check.id: remedy.id}, allow_loss=True)
    _passes(ground, together, ground.place.source)
    yield "with it and what is suggested for the rest the migrations pass"


def _by_patch(ground: Ground, foreseen: Report, check: CheckResult, remedy: RemedyResult) -> Iterator[str]:
    source = ground.place.source
    if source is None:
        raise _FellShortError("a patch can be tried only with --source")
    made = prepared(_only(foreseen, check), source=source, choices={}, allow_loss=True)
    texts = [one.text for one in made.files if one.path.startswith("patches/") and slug(remedy.id) in one.path]
    if not texts:
        raise _FellShortError(next(iter(made.unpatched.values()), "no patch could be made"))
    rest = prepared(_without(foreseen, remedy.id), source=None, choices={}, allow_loss=True)
    folder = Path(tempfile.mkdtemp(prefix="auditor-patch-"))
    try:
        patch = folder / "tried.patch"
        patch.write_text(texts[0], encoding="utf-8", newline="")
        with patched(source, [patch]) as tree:
            _passes(ground, rest, tree)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    yield "with it in the source the migrations pass"


def _only(report: Report, check: CheckResult) -> Report:
    return replace(report, checks=tuple(one for one in report.checks if one.id == check.id))


def _without(report: Report, remedy: str) -> Report:
    """The report without the checks that a patch mends: those that offer it."""
    return replace(
        report, checks=tuple(one for one in report.checks if remedy not in [each.id for each in one.remedies])
    )


def _fresh(ground: Ground) -> "Clone":
    ground.server.drop(TRIAL)
    return ground.server.create(TRIAL, ground.before.database, owner=ground.before.role)


def _run(clone: "Clone", folder: Folder, name: str) -> None:
    texts: Mapping[str, str] = {one.path: one.text for one in folder.files}
    for path in listed(texts.get(name, "")):
        clone.execute(texts[path])


def _left(ground: Ground, clone: "Clone", check: CheckResult) -> int:
    asking = replace(ground.asking, select=(check.id,), ignore=())
    now = next((one for one in audit.run(clone.reader_url, asking, progress=Progress(False)).checks), None)
    if now is None or now.status is Status.CLEAR:
        return 0
    if now.status is not Status.FOUND or now.total >= check.total:
        raise _FellShortError(f"its check says {now.status.value} with {now.total} rows behind it")
    return now.total


def _as_before(ground: Ground, clone: "Clone") -> None:
    other = [
        one.table
        for one in accounts(ground.before, clone, private=lambda _: frozenset())
        if not one.table.startswith(OURS)
        and (one.before is None or one.before != one.after or one.gone or one.changed != 0)
    ]
    if other:
        raise _FellShortError(f"undo did not restore {', '.join(other[:3])}")


def _passes(ground: Ground, folder: Folder, tree: Path | None) -> None:
    clone = _fresh(ground)
    _run(clone, folder, "all.sql")
    ran = ground.runner.run(replace(ground.place, clone=clone, source=tree))
    if not ran.ok:
        last = next((one for one in reversed(ran.said) if one.strip()), f"code {ran.code}")
        raise _FellShortError(f"the migrations still fail: {last}")
