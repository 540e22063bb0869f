"""What is to be done, in which order, and what follows from what was done: one list for all sessions of an audit."""

import threading
from collections import deque
from collections.abc import Sequence

from auditor.judge.going import Going, Shown, Stretch
from auditor.judge.judge import Terms
from auditor.judge.plan import Plan, Single
from auditor.model.check import Check
from auditor.model.outcome import Outcome
from auditor.packs.ledgers import Account

Task = Account | Single | Shown | Stretch
TURN = 0.2
_BLOCKS = 2_048


class Agenda:
    """Ledgers first, which take longest, then what is asked in one piece, and passes last: they can be shared out."""

    def __init__(self, accounts: Sequence[Account], plan: Plan, terms: Terms, *, jobs: int, major: int) -> None:
        self._passes = [Going(one, terms, jobs=jobs, major=major) for one in plan.passes]
        self._open = list(self._passes)
        self._ready: deque[Account | Single | Shown] = deque((*accounts, *plan.singles))
        self._parts = 0
        self._stopped = False
        self._change = threading.Condition()
        self.size = len(self._ready) + sum(1 + one.bytes // (_BLOCKS * 8192) for one in plan.passes)

    def take(self) -> Task | None:
        """The next task; waits while parts are under way from which more may follow. None where all is done."""
        with self._change:
            while not self._stopped:
                if self._ready:
                    return self._ready.popleft()
                stretch = next((one for one in (going.next() for going in tuple(self._open)) if one is not None), None)
                if stretch is not None:
                    self._parts += 1
                    return stretch
                if not self._parts:
                    return None
                self._change.wait(TURN)
            return None

    def put_back(self, task: Account | Single | Shown) -> None:
        """To be done by somebody else, or later."""
        with self._change:
            self._ready.append(task)
            self._change.notify()

    def took(self, stretch: Stretch, seconds: float, *, again: bool = False) -> tuple[Outcome, ...]:
        """A part was looked at, or must be `again`: the outcomes that are known by it; what they need else is to do."""
        going, outcomes = stretch.going, []
        with self._change:
            self._parts -= 1
            going.took(stretch, seconds, again=again)
            if going in self._open and going.ended:
                self._open.remove(going)
                for one in going.results():
                    if isinstance(one, Outcome):
                        outcomes.append(one)
                    else:
                        self._ready.appendleft(one)
            self._change.notify_all()
        return tuple(outcomes)

    def stop(self) -> None:
        """Nothing more is to be done."""
        with self._change:
            self._stopped = True
            self._change.notify_all()

    @property
    def waiting(self) -> bool:
        """Whether there is anything left that nobody has taken."""
        with self._change:
            return not self._stopped and bool(self._ready or any(one.further for one in self._open))

    def cut_off(self, check: Check, reason: str) -> Outcome | None:
        """What a pass has found of a check before it was cut off; None where it was in none."""
        for one in self._passes:
            if one.begun and check in one.plan.checks.values():
                return one.cut_off(check, reason)
        return None
