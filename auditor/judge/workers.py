"""Many checks and ledgers on one snapshot, over several sessions."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from auditor.db.session import ReadSession
from auditor.db.snapshot import Snapshot
from auditor.errors import QueryError, TargetError
from auditor.judge.agenda import Agenda, Task
from auditor.judge.answer import answer
from auditor.judge.going import Shown, Stretch
from auditor.judge.judge import Terms, settled
from auditor.judge.ledger import draw_up
from auditor.judge.lookout import looking_out
from auditor.judge.moments import Moments
from auditor.judge.plan import Single, plan
from auditor.judge.severity import severity_at
from auditor.model.check import Check, Severity
from auditor.model.outcome import Outcome, Status
from auditor.model.report import Ledger
from auditor.packs.ledgers import Account

PATIENCE = 10.0
TRIES = 4
INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Watch:
    """Who hears of a check's beginning and end, and how far a pass has come, from any thread."""

    started: Callable[[str], None]
    finished: Callable[[Outcome], None]
    passed: Callable[[str, int, int], None] = lambda _name, _done, _total: None


@dataclass(frozen=True, slots=True)
class Judged:
    """All outcomes, in the order of the checks; `interrupted` when somebody stopped it before the end.

    `untold` says of each ledger that could not be drawn up why that is, and `notes` what else is to be known: that
    the audit stopped by itself, and which checks saw which moment where they did not all see the same.
    """

    outcomes: tuple[Outcome, ...]
    interrupted: bool
    ledgers: tuple[Ledger, ...] = ()
    untold: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


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

    By the layout of the tables it is decided how each is asked; without it, each by itself. KeyboardInterrupt cancels
    the running queries and gives what is known by then; so does the server, where the pacing has rests in it, when it
    shows that it suffers. Raises TargetError when not one session can be opened.
    """
    crew = _Crew(snapshot, terms, watch)
    size = crew.begin(checks, accounts, jobs)
    interrupted = False
    threads = [threading.Thread(target=crew.work, daemon=True) for _ in range(max(1, min(jobs, size)))]
    try:
        with looking_out(snapshot, terms.pacing, crew.stop):
            for thread in threads:
                thread.start()
            crew.await_end(len(threads))
    except KeyboardInterrupt:
        interrupted = True
        crew.stop(INTERRUPTED)
    if crew.refusal is not None and not crew.answered and not interrupted:
        raise crew.refusal
    if crew.broken is not None:
        raise crew.broken
    return Judged(
        tuple(crew.outcome(check) for check in checks),
        interrupted,
        tuple(crew.ledgers[one.id] for one in accounts if one.id in crew.ledgers),
        tuple(crew.untold(one) for one in accounts if one.id not in crew.ledgers),
        crew.notes(interrupted=interrupted),
    )


class _Crew:
    """Sessions that take what is to be done from one agenda until all is done or their connection is gone."""

    def __init__(self, snapshot: Snapshot, terms: Terms, watch: Watch) -> None:
        self._snapshot, self._terms, self._watch = snapshot, terms, watch
        self._moments = Moments(snapshot)
        self._tries: Counter[str] = Counter()
        self._stopping = threading.Event()
        self._why: str | None = None
        self._entered, self._left = 0, 0
        self._leaving = threading.Condition()
        self._sessions: list[ReadSession] = []
        self.done: dict[str, Outcome] = {}
        self.ledgers: dict[str, Ledger] = {}
        self._failures: dict[str, str] = {}
        self.refusal: TargetError | None = None
        self.broken: BaseException | None = None

    def begin(self, checks: Sequence[Check], accounts: Sequence[Account], jobs: int) -> int:
        """Plan what is to be asked, and tell what need not be; how many could work at it side by side."""
        known = {one.id: settled(one, self._terms) for one in checks}
        planned = plan([one for one in checks if known[one.id] is None], self._terms.layout)
        self._agenda = Agenda(accounts, planned, self._terms, jobs=jobs, major=self._snapshot.facts.major)
        for one in checks:
            outcome = known[one.id]
            if one.id in planned.proven:
                reason = f"no row was looked at: {planned.proven[one.id]}"
                outcome = Outcome(one, Status.CLEAR, self._severity(one), reason)
            if outcome is not None:
                self._tell(outcome)
        self._settled = len(self.done)
        return self._agenda.size

    def work(self) -> None:
        """Take tasks until none is left; a lost connection costs the task it was on, and another is made."""
        with self._leaving:
            self._entered += 1
        try:
            while self._agenda.waiting:
                with self._snapshot.session() as session:
                    self._sessions.append(session)
                    while not session.spent and (task := self._agenda.take()) is not None:
                        self._do(task, session)
        except TargetError as error:
            self.refusal = error
        except BaseException as error:  # a fault of ours must reach the main thread, not vanish in a worker
            self._stopping.set()
            self._agenda.stop()
            self.broken = error
        finally:
            with self._leaving:
                self._left += 1
                self._leaving.notify_all()

    def _do(self, task: Task, session: ReadSession) -> None:
        if isinstance(task, Stretch):
            self._look(task, session)
            return
        if not isinstance(task, Account) and task.check.each is not None:
            self._judge(task, session)  # rests between its objects
            return
        paced = isinstance(task, Single) and task.keyed is not None
        with contextlib.nullcontext() if paced else self._terms.pacing.chunk():
            if isinstance(task, Account):
                self._draw_up(task, session)
            else:
                self._judge(task, session)

    def _judge(self, task: Single | Shown, session: ReadSession) -> None:
        check = task.check
        self._watch.started(check.id)
        outcome = answer(task, session, self._terms)
        if session.conflicted and outcome.status is Status.UNKNOWN:
            if self._again(check.id, session):
                self._agenda.put_back(task)
                return
            outcome = replace(outcome, reason=f"tried {TRIES} times: {outcome.reason}")
        self._moments.saw(check.id, session.moment)
        self.done[check.id] = outcome
        self._watch.finished(outcome)

    def _look(self, stretch: Stretch, session: ReadSession) -> None:
        again, checks = False, stretch.going.plan.checks.values()
        with self._terms.pacing.chunk() as spent:
            try:
                stretch.going.run(stretch, session)
            except QueryError as error:
                again = not self._stopping.is_set() and self._again(stretch.id, session)
                if not again:
                    stretch.going.fail(str(error))
        for one in checks:
            self._moments.saw(one.id, session.moment)
        outcomes = self._agenda.took(stretch, spent.seconds, again=again)
        self._watch.passed(*stretch.going.progress)
        for outcome in outcomes:
            self._tell(outcome)

    def _draw_up(self, account: Account, session: ReadSession) -> None:
        try:
            self.ledgers[account.id] = draw_up(account, session, self._terms)
            self._moments.saw(account.id, session.moment)
        except QueryError as error:
            if session.conflicted and self._terms.sink is None and self._again(account.id, session):
                self._agenda.put_back(account)
            else:
                self._failures[account.id] = str(error)

    def _again(self, task: str, session: ReadSession) -> bool:
        """Whether to try what failed once more; what a replica cancelled, at another moment."""
        self._tries[task] += 1
        if self._tries[task] >= TRIES:
            return False
        if session.conflicted:
            self._snapshot.renew(session.moment)
        return True

    def _tell(self, outcome: Outcome) -> None:
        self._watch.started(outcome.check.id)
        self.done[outcome.check.id] = outcome
        self._watch.finished(outcome)

    @property
    def answered(self) -> bool:
        """Whether any session has answered anything."""
        return bool(self.ledgers) or len(self.done) > self._settled

    def await_end(self, workers: int) -> None:
        """Wait for all of them; a thread whose `join` was interrupted would wrongly be taken for ended."""
        with self._leaving:
            while self._left < workers:
                self._leaving.wait(0.2)

    def stop(self, why: str) -> None:
        """Cancel until every worker has left: one may be between two queries when it is told."""
        self._why = self._why or why
        self._stopping.set()
        self._agenda.stop()
        self._terms.pacing.hurry()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for session in tuple(self._sessions):
                session.cancel(self._why)
            with self._leaving:
                if self._left == self._entered:
                    return
                self._leaving.wait(0.1)

    def outcome(self, check: Check) -> Outcome:
        if check.id in self.done:
            return self.done[check.id]
        cut_off = self._agenda.cut_off(check, self._why or str(self.refusal or "the connection was lost"))
        return cut_off or Outcome(check, Status.UNKNOWN, self._severity(check), self._left_out())

    def untold(self, account: Account) -> str:
        reason = self._failures.get(account.id, self._left_out())
        return f"the ledger {account.id} could not be drawn up: {reason}"

    def notes(self, *, interrupted: bool) -> tuple[str, ...]:
        stopped = [] if interrupted or self._why is None else [f"the audit stopped by itself: {self._why}"]
        return (*stopped, *self._moments.told())

    def _severity(self, check: Check) -> Severity:
        return severity_at(check, self._terms.release) or Severity.NOTE

    def _left_out(self) -> str:
        if self._why is not None:
            return f"{self._why} before it was asked" if self._why == INTERRUPTED else f"not asked: {self._why}"
        return f"not asked: {self.refusal or 'the connection was lost'}"
