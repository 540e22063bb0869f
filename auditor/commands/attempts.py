"""The pending migrations run on a clone again and again, each failure put right, until all have run."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.commands import audit
from auditor.commands.mending import Met, joined, mended
from auditor.commands.outstanding import Outstanding
from auditor.commands.standing import Standing
from auditor.errors import QueryError, ServerError, TargetError
from auditor.model.rehearsal import Diagnostics, Failure, Run
from auditor.rehearse.runners.runner import Place, Ran, Runner
from auditor.rehearse.spoken import spoken
from auditor.render.progress import Progress

if TYPE_CHECKING:
    from auditor.db.clone import Clone
    from auditor.db.outside_watch import OutsideWatch
    from auditor.db.watching import Seen, Watch

RUNNING = "running the pending migrations"
MOST_FAILURES = 50
MOST_TRIES = 400
DISK_FULL = "53100"
ALL_AT_ONCE = (
    "what would have failed next: all ran in one transaction, and what had passed was undone with what failed;"
    " a command that gives each a transaction of its own can be gone on with (Alembic: transaction_per_migration)"
)
OUT_OF_MEANS = ("53", "58")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where migrations are tried, how, and what is asked of the audits between the attempts."""

    clone: "Clone"
    runner: Runner
    place: Place
    asking: audit.Options
    progress: Progress
    ledgers: Standing
    outstanding: Outstanding


@dataclass(slots=True)
class Tried:
    """What came of it so far. `lost` says that the clone is gone, `stopped` why it ended without a failure."""

    complete: bool = False
    interrupted: bool = False
    lost: bool = False
    stopped: str | None = None
    failures: list[Failure] = field(default_factory=list)
    runs: tuple[Run, ...] = ()
    unseen: list[str] = field(default_factory=list)

    def note(self, unseen: Iterable[str]) -> None:
        """What could not be seen, each once."""
        self.unseen += [one for one in dict.fromkeys(unseen) if one not in self.unseen]


def tried_on(stage: Stage, ledger: tuple[str, str] | None) -> Tried:
    """Runs what is pending again and again, each failure put right, until all has run or a bound is met."""
    from auditor.db.outside_watch import OutsideWatch
    from auditor.db.watching import Watch

    tried = Tried()
    try:
        watch = (Watch if stage.clone.server.ours else OutsideWatch)(stage.clone, ledger)
        try:
            _run_on(stage, tried, watch)
        finally:
            with suppress(QueryError):  # what is left of it is known to be ours
                watch.take_down()
    except KeyboardInterrupt:
        tried.interrupted = True
    except (QueryError, ServerError, TargetError) as error:
        tried.stopped = _could_not(stage, getattr(error, "sqlstate", None), str(error))
    return tried


def _run_on(stage: Stage, tried: Tried, watch: "Watch | OutsideWatch") -> None:
    used: set[str] = set()
    same: tuple[str | None, str | None] | None = None
    for number in range(MOST_TRIES):
        stage.ledgers.look(stage.clone)
        ran, seen = _ran(stage, tried, watch)
        if ran.ok:
            left = stage.outstanding.left(stage.clone)
            tried.complete, tried.stopped = not left, stage.outstanding.told(left) if left else None
            return
        if ran.clone_lost or ran.timed_out:
            tried.failures.append(Failure(_begun(stage, tried, ran, seen), None, _said(ran)))
            return
        tried.stopped = _unable(stage, ran, seen)
        if tried.stopped is not None:
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
        if failure.mended is None and seen.undone:
            tried.note([ALL_AT_ONCE])
        if failure.mended is None or len(tried.failures) >= MOST_FAILURES:
            return


def _ran(stage: Stage, tried: Tried, watch: "Watch | OutsideWatch") -> "tuple[Ran, Seen]":
    """One run, with what was seen of it."""
    stage.progress.started(RUNNING)
    watch.begin()
    try:
        ran = stage.runner.run(stage.place)
    finally:
        seen = watch.end()
        tried.runs += seen.runs
        tried.note(seen.unseen)
    tried.note(ran.notes)
    tried.lost = ran.clone_lost
    return ran, seen


def _met(stage: Stage, ran: Ran, seen: "Seen", number: int) -> Met:
    """The failure, with an audit of the clone as it is now."""
    error = _error(seen.errors, ran) if stage.clone.server.ours else spoken(ran.said, ran.error)
    now = audit.run(stage.clone.reader_url, stage.asking, progress=stage.progress)
    migration = ran.migration or _failed(seen, ran.said, [one.version for one in now.migrations])
    said = error.message if error is not None else _said(ran)
    return Met(migration, error, said, now, number, stage.asking.unmask)


def _begun(stage: Stage, tried: Tried, ran: Ran, seen: "Seen") -> str | None:
    """The migration that it was at, without an audit of a clone that may be gone."""
    done = {one.version for one in tried.runs}
    return ran.migration or _failed(seen, ran.said, [one for one in stage.outstanding.pending if one not in done])


def _unable(stage: Stage, ran: Ran, seen: "Seen") -> str | None:
    """What the server could not do for reasons of its own, which says nothing of the migrations."""
    last = seen.errors[-1] if stage.clone.server.ours and seen.errors else spoken(ran.said, ran.error)
    if last is None or last.sqlstate[:2] not in OUT_OF_MEANS:
        return None
    return _could_not(stage, last.sqlstate, last.message)


def _could_not(stage: Stage, state: str | None, said: str) -> str:
    server = stage.clone.server
    if state == DISK_FULL:
        return f"the disk with {server.place} is full; {server.larger}"
    return f"the server of the clone could not go on: {said}"


def _error(errors: Sequence[Diagnostics], ran: Ran) -> Diagnostics | None:
    """The error that ended the run: the last that has the runner's code, or is told in its last words."""
    said = "\n".join(ran.said)
    for one in reversed(errors):
        if one.sqlstate == ran.error or (ran.error is None and one.message in said):
            return one
    return errors[-1] if errors and ran.error is None and not ran.said else None


def _failed(seen: "Seen", said: Sequence[str], pending: Sequence[str]) -> str | None:
    """The pending migration that it failed in, where the runner cannot tell.

    Where all ran in one transaction, those that were undone with it had not failed: it was the one behind them. Else it
    is the one that the run spoke of last.
    """
    if seen.rest is not None and seen.rest.version in pending:
        return seen.rest.version
    if seen.undone:
        return next((one for one in pending if one not in seen.undone), None)
    text = "\n".join(said)
    spoken_of = [one for one in pending if one in text]
    return max(spoken_of, key=text.rfind) if spoken_of else next(iter(pending), None)


def _said(ran: Ran) -> str:
    if ran.timed_out:
        return f"it did not end within {ran.seconds:.0f} s"
    if ran.clone_lost and ran.notes:
        return ran.notes[-1]
    last = next((one for one in reversed(ran.said) if one.strip() and not one[0].isspace()), None)
    return last or f"it ended with code {ran.code} and said nothing"
