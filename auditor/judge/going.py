"""A pass over a table while it goes on: in parts, from several threads, and what follows from it in the end."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.db.connection import CANCELLED
from auditor.db.layout import TID_RANGES_SINCE, Leaf
from auditor.db.session import ReadSession
from auditor.errors import QueryError
from auditor.judge.judge import Asking, Terms
from auditor.judge.plan import Pass, Single
from auditor.judge.scan import Part, first, halves, picked, scan, trial
from auditor.judge.severity import severity_at, varying
from auditor.judge.tally import KEPT, Tally
from auditor.model.check import Check, Severity
from auditor.model.form import Count, Rows
from auditor.model.form_query import titles
from auditor.model.outcome import Cell, Evidence, Outcome, Status

ROWS_AT_ONCE = 1_000_000
ROWS_A_BLOCK = 100
LEAST = 2_048
TRIED_AT_ONCE = 512
TIMED_OUT = "timed out; give it longer with --timeout"

_Forms = Mapping[int, Rows | Count]
_Hits = list[dict[str, Cell]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a pass that is to be looked at, and how many blocks it has."""

    going: "Going"
    part: Part
    blocks: int

    @property
    def id(self) -> str:
        """Its name among other tasks."""
        return f"{self.going.plan.table} {self.part.leaf.sql if self.part.leaf else ''} {self.part.begin}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A check of a pass of which rows were found, and which are to be shown."""

    going: "Going"
    bit: int
    check: Check

    @property
    def id(self) -> str:
        """Its name among other tasks."""
        return self.check.id


@dataclass(slots=True)
class _Place:
    """How far a pass has come."""

    leaves: tuple[Leaf, ...]
    at: int = 0
    block: int = 0
    left: int = 0


class Going:
    """The state of one pass. Its methods may be called from any thread."""

    def __init__(self, plan: Pass, terms: Terms, *, jobs: int, major: int) -> None:
        self.plan, self._terms, self._jobs = plan, terms, jobs
        self._forms = {bit: one.form for bit, one in plan.checks.items() if isinstance(one.form, Rows | Count)}
        self.tally = Tally(self._forms, (bit for bit, one in self._forms.items() if isinstance(one, Count)))
        self._lock = threading.Lock()
        self._stride = terms.pacing.stride()
        whole = sum(one.blocks for one in plan.stored.leaves)
        large = whole > 2 * self._stride.blocks or plan.tried
        apart = plan.index is None and major >= TID_RANGES_SINCE and large
        self._place = _Place(plan.stored.leaves if apart else (), left=whole)
        self._waiting: list[Stretch] = [] if apart else [Stretch(self, Part(), whole)]
        self._whole, self._done = whole, 0
        self._going = 0
        self._alone: set[int] = set()
        self._failures: dict[int, str] = {}
        self.moments: set[int] = set()
        self.spent = 0.0
        self.begun = False

    def next(self) -> Stretch | None:
        """The next part, if any is left that anybody still wants to know of."""
        with self._lock:
            if not self._wanted():
                return None
            found = self._waiting.pop() if self._waiting else self._further()
            if found is not None:
                self._going += 1
                self.begun = True
            return found

    def run(self, stretch: Stretch, session: ReadSession) -> None:
        """Look at a part. Raises QueryError where the session is to blame: nothing of the part counts then."""
        with self._lock:
            forms = self._wanted()
        if not forms:
            return
        look = self._try if self.plan.tried else self._scan
        self.tally.add(look(forms, stretch.part, session))
        with self._lock:
            self.moments.add(session.moment)

    def took(self, stretch: Stretch, seconds: float, *, again: bool = False) -> None:
        """A part is done with, or is to be looked at `again`."""
        with self._lock:
            self._going -= 1
            self.spent += seconds
            if again:
                self._waiting.append(stretch)
            else:
                self._stride.took(stretch.blocks, seconds)
                self._done += stretch.blocks
            if self._left and self.spent > self._terms.timeout * len(self._forms):
                self._failures.update(dict.fromkeys(self._wanted(), TIMED_OUT))

    @property
    def progress(self) -> tuple[str, int, int]:
        """What it is called, how many blocks are done, and how many there are."""
        with self._lock:
            done = self._done if self._left and self._wanted() else self._whole
            several = f"{len(self._forms)} checks" if len(self._forms) > 1 else next(iter(self.plan.checks.values())).id
            return f"{self.plan.table}: {several}", done, self._whole

    @property
    def further(self) -> bool:
        """Whether a part is left that somebody wants to know of."""
        with self._lock:
            return self._left and bool(self._wanted())

    @property
    def ended(self) -> bool:
        """Whether no part is left, and none under way."""
        return not self.further and not self._going

    def fail(self, reason: str) -> None:
        """The pass cannot be gone on with."""
        with self._lock:
            self._failures.update(dict.fromkeys(self._wanted(), reason))

    def results(self) -> Iterator[Single | Shown | Outcome]:
        """What is left to do for each of its checks, or its outcome where there is nothing to show."""
        for bit, check in self.plan.checks.items():
            if bit in self._alone:
                yield Single(check, self.plan.bytes)
            elif self.tally.totals[bit]:
                yield Shown(self, bit, check)
            else:
                failure = self._failures.get(bit)
                status = Status.CLEAR if failure is None else Status.UNKNOWN
                yield Outcome(check, status, self._severity(check), failure, seconds=round(self._share(), 3))

    def asking(self, shown: Shown, session: ReadSession) -> Asking:
        """How the rows of a check are shown, now that it is known where they are or how many."""
        form, total = self._forms[shown.bit], self.tally.totals[shown.bit]
        failure, places = self._failures.get(shown.bit), self.tally.places(shown.bit)
        if isinstance(form, Count):
            find, total = shown.check.find if form.column is not None else _number(form, total), 1
        elif places is not None:
            find = picked(form, self.plan.stored.leaves, places, again=self.moments != {session.moment})
        elif self._terms.sink is None and not varying(shown.check):
            find = first(form, KEPT)
        else:
            find = shown.check.find
        return Asking(find, total=total, failure=failure, spent=self._share())

    def cut_off(self, check: Check, reason: str) -> Outcome:
        """What is known of a check when the pass came to no end."""
        bit = next(bit for bit, one in self.plan.checks.items() if one.id == check.id)
        total = 0 if bit in self._alone else self.tally.totals[bit]
        if not total:
            return Outcome(check, Status.UNKNOWN, self._severity(check), reason)
        total = 1 if isinstance(self._forms[bit], Count) else total
        evidence = Evidence(titles(self._forms[bit]), (), capped=True)
        return Outcome(check, Status.FOUND, self._severity(check), f"at least these; {reason}", total, evidence)

    def _scan(self, forms: _Forms, part: Part, session: ReadSession) -> _Hits:
        """Where one question fails, it is told from the others by halves, and asked by itself later."""
        try:
            return session.rows(scan(forms, part, self.tally.placed), timeout=self._terms.timeout)
        except QueryError as error:
            if error.lost or session.conflicted:
                raise
            late = error.sqlstate == CANCELLED
            if late and len(self._forms) == 1:
                self.fail(str(error))
            elif late or len(forms) == 1:
                with self._lock:
                    self._alone.update(forms)
            else:
                bits = sorted(forms)
                apart = (bits[: len(bits) // 2], bits[len(bits) // 2 :])
                return [one for half in apart for one in self._scan({bit: forms[bit] for bit in half}, part, session)]
        return []

    def _try(self, forms: _Forms, part: Part, session: ReadSession) -> _Hits:
        """Until an error says that there is something to look for, and then by halves."""
        form = next(one for one in forms.values() if isinstance(one, Rows))
        try:
            session.rows(trial(form, part), timeout=self._terms.timeout)
        except QueryError as error:
            if error.lost or session.conflicted:
                raise
            smaller = halves(part) if (error.sqlstate or "").startswith("22") else None
            if smaller is None:
                return self._scan(forms, part, session)
            return [one for half in smaller for one in self._try(forms, half, session)]
        return []

    def _further(self) -> Stretch | None:
        place = self._place
        if place.at >= len(place.leaves):
            return None
        leaf = place.leaves[place.at]
        rows = leaf.rows / leaf.blocks if leaf.rows > 0 and leaf.blocks else ROWS_A_BLOCK
        fair = max(LEAST, place.left // (2 * self._jobs)) if self._jobs > 1 else place.left
        size = max(1, min(self._stride.blocks, fair, int(ROWS_AT_ONCE / max(rows, 1))))
        size = min(size, TRIED_AT_ONCE) if self.plan.tried else size
        begin, end = place.block, place.block + size
        last = end >= leaf.blocks
        if last:
            place.at, place.block = place.at + 1, 0
            size = max(0, leaf.blocks - begin)
        else:
            place.block = end
        place.left -= size
        return Stretch(self, Part(leaf, begin, None if last else end), size)

    @property
    def _left(self) -> bool:
        return bool(self._waiting) or self._place.at < len(self._place.leaves)

    def _wanted(self) -> dict[int, Rows | Count]:
        return {bit: one for bit, one in self._forms.items() if bit not in self._alone and bit not in self._failures}

    def _share(self) -> float:
        return self.spent / len(self._forms)

    def _severity(self, check: Check) -> Severity:
        return severity_at(check, self._terms.release) or Severity.NOTE


def _number(form: Count, total: int) -> str:
    """What the query of the form would answer, once it is known."""
    name = "'" + form.table.name.replace("'", "''") + "'"
    return f'select {name}::text as "table", {total}::int8 as "rows"'
