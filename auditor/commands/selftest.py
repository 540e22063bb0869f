"""Check folders tried on a throwaway server: each violation planted, found, mended and put back."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import __version__
from auditor.errors import PackError, QueryError, UsageError
from auditor.model.check import Check, Remedy, RemedyKind
from auditor.model.outcome import NO_EVIDENCE, Status
from auditor.model.report import CheckResult, Report, Target, Verdict
from auditor.packs.installed import with_installed
from auditor.packs.pack import load_packs, pack_named
from auditor.prescribe import guard, script
from auditor.prescribe.order import Order
from auditor.rehearse import guard_trials, remedy_trials, trials
from auditor.rehearse.cases import Case, Row, load_case
from auditor.rehearse.remedy_trials import Scripts
from auditor.shipping import shipped

if TYPE_CHECKING:
    from auditor.db.servers import Server

DEPTH = 3
TRIALS = {
    RemedyKind.SQL: (remedy_trials.mends, remedy_trials.leaves_good_rows, remedy_trials.watches_what_it_writes),
    RemedyKind.GUARD: (guard_trials.guards, guard_trials.leaves_no_trace, guard_trials.takes_back_what_it_did),
}

Trial = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Tried:
    """A check as it went: what was tried, in words, and a sentence for each thing that is not as it should be."""

    check: str
    tried: str
    faults: tuple[str, ...]
    seconds: float


def of_packs(names: Sequence[str]) -> tuple[Path, ...]:
    """The check folders of all packs that come with the auditor, or of these packs, which may be installed beside it.

    Raises UsageError for an unknown one.
    """
    packs = load_packs(shipped("checks"))
    chosen = [pack_named(with_installed(packs), name) for name in names] or packs.values()
    return tuple(path.parent for pack in chosen for path in sorted(pack.folder.glob("*/check.toml")))


def below(folder: Path) -> tuple[Path, ...]:
    """The check folder itself, or all check folders in a pack or in a folder of packs. Raises UsageError for none."""
    patterns = ["/".join(["*"] * depth + ["check.toml"]) for depth in range(DEPTH)]
    found = sorted(path.parent.resolve() for pattern in patterns for path in folder.glob(pattern))
    if not found:
        what = "holds no check.toml" if folder.is_dir() else "is no folder"
        raise UsageError(f"{folder} {what}; accepted: the folder of a check, of a pack, or one with packs in it")
    return tuple(found)


def run(folders: Iterable[Path], *, pg_bin: Path | None) -> Generator[Tried]:
    """Each check as soon as it has been tried. Raises ServerError."""
    from auditor.db import servers

    with servers.start(next(iter(servers.installations(pg_bin)), None)) as server:
        for folder in folders:
            yield attempt(folder, server)


def attempt(folder: Path, server: "Server") -> Tried:
    """One check, with all its remedies and guards."""
    begun = time.monotonic()
    name = f"{folder.parent.name}/{folder.name}"
    try:
        case = load_case(folder)
    except PackError as error:
        return Tried(name, "not tried", (f"it cannot be read: {error}",), time.monotonic() - begun)
    missing = tuple(trials.is_complete(case))
    if missing:
        return Tried(name, "not tried", missing, time.monotonic() - begun)
    faults = dict.fromkeys(f"{what}{fault}" for what, trial in _trials(case, server) for fault in _faults(trial))
    return Tried(name, _described(case), tuple(faults), time.monotonic() - begun)


def prescribed(check: Check, remedy: Remedy, rows: Sequence[Row]) -> Scripts:
    """The scripts of a remedy or guard, as `remediate` would write them for these rows."""
    result = CheckResult(
        id=check.id,
        title=check.title,
        severity=check.severities[0].severity,
        status=Status.FOUND,
        reason=None,
        why=check.why,
        origin=check.origin,
        migrations=check.guards,
        total=len(rows),
        key=check.key,
        evidence=NO_EVIDENCE,
        fingerprints=(),
        remedies=(),
        seconds=0.0,
    )
    target = Target("server", "scratch", "unknown", None, None, 0, read_only=False)
    report = Report(__version__, "in a trial of its check", 0.0, target, Verdict.BLOCKED, (), (result,))
    order = Order(report, result, check, remedy, "some rows" if rows else None, allow_loss=True, identity_sql=None)
    if remedy.kind is RemedyKind.GUARD:
        restore = guard.undo(order) if remedy.touches else None
        return Scripts(guard.install(order), guard.remove(order), order.log, restore)
    return Scripts(script.apply(order), script.undo(order), order.log)


def told(one: Tried) -> str:
    """One line for a check, and one more for each fault."""
    mark = "FAILED" if one.faults else "ok"
    lines = [
        f"{mark:<6}  {one.check}  ({one.tried}, {one.seconds:.1f} s)",
        *(f"        - {text}" for text in one.faults),
    ]
    return "\n".join(lines) + "\n"


def summary(tried: Sequence[Tried]) -> str:
    """How many there were, and how many are not as they should be."""
    failed = sum(bool(one.faults) for one in tried)
    seconds = sum(one.seconds for one in tried)
    said = f"{failed} of them failed" if failed else "every one is found, mended and put back as it says"
    number = f"{len(tried)} checks" if len(tried) != 1 else "1 check"
    return f"{number} tried in {seconds:.0f} s: {said}.\n"


def _trials(case: Case, server: "Server") -> Iterator[tuple[str, Trial]]:
    yield "", partial(trials.spares_good_rows, case, server)
    yield "", partial(trials.finds_bad_rows, case, server)
    for remedy in case.check.remedies:
        for trial in TRIALS.get(remedy.kind, ()):
            yield f"{remedy.kind} {remedy.id}: ", partial(trial, case, remedy, server, prescribed)


def _faults(trial: Trial) -> Iterator[str]:
    try:
        yield from trial()
    except (QueryError, OSError) as error:
        yield str(error)


def _described(case: Case) -> str:
    """What of it was tried; a patch needs the application's source, and what is done by hand a hand."""
    scripts = [one.id for one in case.check.remedies if one.kind is RemedyKind.SQL]
    guards = [one.id for one in case.check.remedies if one.kind is RemedyKind.GUARD]
    parts = ["found", "stops the upgrade"] if case.check.upgrade is not None else ["found"]
    parts += [f"mended and put back by {', '.join(scripts)}"] if scripts else []
    parts += [f"kept off by {', '.join(guards)}"] if guards else []
    return "; ".join(parts)
