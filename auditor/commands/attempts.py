"""The pending migrations run on a clone again and again, each failure put right, until all have run."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.commands import audit
from auditor.commands.mending import Met, joined, mended
from auditor.model.rehearsal import Diagnostics, Failure, Run
from auditor.rehearse.runners.runner import Place, Ran, Runner
from auditor.render.progress import Progress

if TYPE_CHECKING:
    from auditor.db.clone import Clone
    from auditor.db.watching import Seen, Watch

RUNNING = "running the pending migrations"
MOST_FAILURES = 50
MOST_TRIES = 400


@dataclass(frozen=True, slots=True)
class Stage:
    """Where migrations are tried, how, and what is asked of the audits between the attempts."""

    clone: "Clone"
    runner: Runner
    place: Place
    asking: audit.Options
    progress: Progress


@dataclass(slots=True)
class Tried:
    """What came of it so far. `lost` says that the clone is gone."""

    complete: bool = False
    interrupted: bool = False
    lost: bool = False
    failures: list[Failure] = field(default_factory=list)
    runs: tuple[Run, ...] = ()
    unseen: list[str] = field(default_factory=list)


def tried_on(stage: Stage, ledger: tuple[str, str] | None) -> Tried:
    """Runs what is pending again and again, each failure put right, until all has run or a bound is met."""
    from auditor.db.watching import Watch

    tried = Tried()
    watch = Watch(stage.clone, ledger)
    try:
        _run_on(stage, tried, watch)
    except KeyboardInterrupt:
        tried.interrupted = True
    finally:
        watch.take_down()
    return tried


def _run_on(stage: Stage, tried: Tried, watch: "Watch") -> None:
    used: set[str] = set()
    same: tuple[str | None, str | None] | None = None
    for number in range(MOST_TRIES):
        ran, seen = _ran(stage, tried, watch)
        if ran.ok:
            tried.complete = True
            return
        if ran.clone_lost or ran.timed_out:
            tried.failures.append(Failure(ran.migration, None, _said(ran)))
            return
        met = _met(stage, ran, seen, number)
        again = met.same == same
        used = used if again else set()
        failure = mended(stage.clone, met, used)
        used |= set(failure.checks)
        same = met.same
        if again:
            tried.failures[-1] = joined(tried.failures[-1], failure)
        else:
            tried.failures.append(failure)
        stage.progress.finished(RUNNING, f"failed: {failure.said}", True)
        if failure.mended is None or len(tried.failures) >= MOST_FAILURES:
            return


def _ran(stage: Stage, tried: Tried, watch: "Watch") -> "tuple[Ran, Seen]":
    """One run, with what was seen of it."""
    stage.progress.started(RUNNING)
    watch.begin()
    try:
        ran = stage.runner.run(stage.place)
    finally:
        seen = watch.end()
        tried.runs += seen.runs
        tried.unseen += [one for one in seen.unseen if one not in tried.unseen]
    tried.unseen += [one for one in ran.notes if one not in tried.unseen]
    tried.lost = ran.clone_lost
    return ran, seen


def _met(stage: Stage, ran: Ran, seen: "Seen", number: int) -> Met:
    """The failure, with an audit of the clone as it is now."""
    error = _error(seen.errors, ran)
    now = audit.run(stage.clone.reader_url, stage.asking, progress=stage.progress)
    pending = [one.version for one in now.migrations]
    migration = ran.migration or _mentioned(ran.said, pending) or next(iter(sorted(pending)), None)
    said = error.message if error is not None else _said(ran)
    return Met(migration, error, said, now, number, stage.asking.unmask)


def _error(errors: Sequence[Diagnostics], ran: Ran) -> Diagnostics | None:
    """The error that ended the run: the last that has the runner's code, or is told in its last words."""
    said = "\n".join(ran.said)
    for one in reversed(errors):
        if one.sqlstate == ran.error or (ran.error is None and one.message in said):
            return one
    return errors[-1] if errors and ran.error is None and not ran.said else None


def _mentioned(said: Sequence[str], pending: Collection[str]) -> str | None:
    """The pending migration whose version stands in the last words of the run."""
    text = "\n".join(said)
    found = [one for one in pending if one in text]
    return found[0] if len(found) == 1 else None


def _said(ran: Ran) -> str:
    if ran.timed_out:
        return f"it did not end within {ran.seconds:.0f} s"
    last = next((one for one in reversed(ran.said) if one.strip() and not one[0].isspace()), None)
    return last or f"it ended with code {ran.code} and said nothing"
