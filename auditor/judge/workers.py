"""Many checks and ledgers on one snapshot, over several sessions."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.db.session import ReadSession
from auditor.db.snapshot import Snapshot
from auditor.errors import QueryError, TargetError
from auditor.judge.judge import Terms, judge
from auditor.judge.ledger import draw_up
from auditor.judge.severity import severity_at
from auditor.model.check import Check, Severity
from auditor.model.outcome import Outcome, Status
from auditor.model.report import Ledger
from auditor.packs.ledgers import Account

PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Watch:
    """Who hears of a check's beginning and end, from any thread."""

    started: Callable[[str], None]
    finished: Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """All outcomes, in the order of the checks; `interrupted` when somebody stopped it before the end.

    `untold` says of each ledger that could not be drawn up why that is.
    """

    outcomes: tuple[Outcome, ...]
    interrupted: bool
    ledgers: tuple[Ledger, ...] = ()
    untold: tuple[str, ...] = ()


def judge_all(
    checks: Sequence[Check],
    snapshot: Snapshot,
    terms: Terms,
    *,
    jobs: int,
    watch: Watch,
    accounts: Sequence[Account] = (),
) -> Judged:
    """Judge every check on `jobs` sessions of `snapshot`. What was not reached is `unknown`, never left out.

    The ledgers of `accounts` come first: they take longest. KeyboardInterrupt cancels the running queries and gives
    what is known by then. Raises TargetError when not one session can be opened.
    """
    crew = _Crew((*accounts, *checks), snapshot, terms, watch)
    interrupted = False
    tasks = len(checks) + len(accounts)
    threads = [threading.Thread(target=crew.work, daemon=True) for _ in range(max(1, min(jobs, tasks)))]
    try:
        for thread in threads:
            thread.start()
        crew.await_end(len(threads))
    except KeyboardInterrupt:
        interrupted = True
        crew.stop()
    if crew.refusal is not None and not crew.done and not crew.ledgers and not interrupted:
        raise crew.refusal
    if crew.broken is not None:
        raise crew.broken
    return Judged(
        tuple(crew.outcome(check, interrupted=interrupted) for check in checks),
        interrupted,
        tuple(crew.ledgers[one.id] for one in accounts if one.id in crew.ledgers),
        tuple(crew.untold(one, interrupted=interrupted) for one in accounts if one.id not in crew.ledgers),
    )


class _Crew:
    """Sessions that take what is to be done from one queue until it is empty or their connection is gone."""

    def __init__(self, tasks: Sequence[Check | Account], snapshot: Snapshot, terms: Terms, watch: Watch) -> None:
        self._snapshot, self._terms, self._watch = snapshot, terms, watch
        self._waiting: queue.SimpleQueue[Check | Account] = queue.SimpleQueue()
        for task in tasks:
            self._waiting.put(task)
        self._stopping = threading.Event()
        self._entered, self._left = 0, 0
        self._leaving = threading.Condition()
        self._sessions: list[ReadSession] = []
        self.done: dict[str, Outcome] = {}
        self.ledgers: dict[str, Ledger] = {}
        self._failures: dict[str, str] = {}
        self.refusal: TargetError | None = None
        self.broken: BaseException | None = None

    def work(self) -> None:
        """Take tasks until none is left; a lost connection costs the task it was on, and another is made."""
        with self._leaving:
            self._entered += 1
        try:
            while not self._stopping.is_set() and not self._waiting.empty():
                with self._snapshot.session() as session:
                    self._sessions.append(session)
                    while not self._stopping.is_set() and self._one(session):
                        pass
        except TargetError as error:
            self.refusal = error
        except BaseException as error:  # a fault of ours must reach the main thread, not vanish in a worker
            self._stopping.set()
            self.broken = error
        finally:
            with self._leaving:
                self._left += 1
                self._leaving.notify_all()

    def _one(self, session: ReadSession) -> bool:
        try:
            task = self._waiting.get_nowait()
        except queue.Empty:
            return False
        if isinstance(task, Account):
            self._draw_up(task, session)
        else:
            self._watch.started(task.id)
            outcome = judge(task, session, self._terms)
            self.done[task.id] = outcome
            self._watch.finished(outcome)
        return not session.lost

    def _draw_up(self, account: Account, session: ReadSession) -> None:
        try:
            self.ledgers[account.id] = draw_up(account, session, self._terms)
        except QueryError as error:
            self._failures[account.id] = str(error)

    def await_end(self, workers: int) -> None:
        """Wait for all of them; a thread whose `join` was interrupted would wrongly be taken for ended."""
        with self._leaving:
            while self._left < workers:
                self._leaving.wait(0.2)

    def stop(self) -> None:
        """Cancel until every worker has left: one may be between two queries when it is told."""
        self._stopping.set()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for session in tuple(self._sessions):
                session.cancel()
            with self._leaving:
                if self._left == self._entered:
                    return
                self._leaving.wait(0.1)

    def outcome(self, check: Check, *, interrupted: bool) -> Outcome:
        if check.id in self.done:
            return self.done[check.id]
        severity = severity_at(check, self._terms.release) or Severity.NOTE
        return Outcome(check, Status.UNKNOWN, severity, self._left_out(interrupted=interrupted))

    def untold(self, account: Account, *, interrupted: bool) -> str:
        reason = self._failures.get(account.id, self._left_out(interrupted=interrupted))
        return f"the ledger {account.id} could not be drawn up: {reason}"

    def _left_out(self, *, interrupted: bool) -> str:
        if interrupted:
            return "interrupted before it was asked"
        return f"not asked: {self.refusal or 'the connection was lost'}"
