"""One check, one session, one answer."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.db.layout import Layout
from auditor.db.pacing import Pacing
from auditor.db.session import ReadSession, Rows
from auditor.db.statement import alone
from auditor.errors import QueryError
from auditor.judge.each import Bounds, ask_each, in_scope, left_out
from auditor.judge.masking import fingerprint, masked
from auditor.judge.severity import Rising, severity_at
from auditor.model.check import Check, Remedy, RemedyKind, Severity
from auditor.model.each import Each, things, together
from auditor.model.outcome import NOTHING_LOST, Cell, Evidence, Outcome, Status
from auditor.model.schema import Name

FINGERPRINTS_KEPT = 10_000
OF_VALUES = ("0A000", "21", "22", "23", "42703", "42804", "42846", "42883")
_QUOTED = re.compile(r'"[^"]*"')

Sink = Callable[[str, Sequence[str], Sequence[Sequence[Cell]]], None]
Counted = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """How checks are judged: for which release, how long (seconds), how much is shown, and where all keys go.

    `columns` is what the database has, `layout` how its tables lie, as far as they are asked about; `touched` are those
    that pending migrations change. `sink` takes every row found, masked, batch by batch, and `counted` hears of
    progress, both from any thread. Every piece of work keeps to `pacing`.
    """

    columns: Mapping[str, tuple[str, ...]]
    release: str | None = None
    timeout: float = 300.0
    samples: int = 5
    unmask: bool = False
    sink: Sink | None = None
    counted: Counted | None = None
    touched: tuple[Name, ...] = ()
    pacing: Pacing = field(default_factory=Pacing)
    layout: Layout = field(default_factory=Layout)


@dataclass(frozen=True, slots=True)
class Asking:
    """How the rows of a check are come by: by its own query, or by another that gives the same rows sooner.

    `total` is how many there are, where they were counted and the query gives but the first. `failure` says why there
    may be more, `spent` how many seconds it took to find them.
    """

    find: str
    heap: bool = False
    total: int = 0
    failure: str | None = None
    spent: float = 0.0

    @staticmethod
    def of(check: Check) -> "Asking":
        """By its own query."""
        return Asking(check.find, check.heap)


def judge(check: Check, session: ReadSession, terms: Terms, asking: Asking | None = None) -> Outcome:
    """Ask `check` of the snapshot that `session` sees. Whatever cannot be told is `unknown` with its reason."""
    known = settled(check, terms)
    if known is not None:
        return known
    severity = severity_at(check, terms.release) or Severity.NOTE
    begun = time.monotonic()
    deadline = begun + terms.timeout
    asking = asking or Asking.of(check)
    if check.each is not None:
        outcome = _asked_of_each(check, check.each, session, terms, severity, deadline)
    else:
        outcome = _asked(check, session, terms, asking, deadline)
    return replace(outcome, seconds=round(time.monotonic() - begun + asking.spent, 3))


def settled(check: Check, terms: Terms) -> Outcome | None:
    """What is known of `check` before anything is asked; None where it must be."""
    severity = severity_at(check, terms.release)
    if severity is None:
        reason = f"does not apply to release {terms.release}"
        return Outcome(check, Status.NOT_APPLICABLE, Severity.NOTE, reason)
    if check.moot is not None:
        return Outcome(check, Status.NOT_APPLICABLE, severity, check.moot)
    if check.unasked is not None:
        return Outcome(check, Status.UNKNOWN, severity, check.unasked)
    lacking = _lacking(check, terms.columns)
    return None if lacking is None else Outcome(check, lacking[0], severity, lacking[1])


def _lacking(check: Check, columns: Mapping[str, tuple[str, ...]]) -> tuple[Status, str] | None:
    tables = [table for table in check.needs if table not in columns]
    if tables:
        return Status.NOT_APPLICABLE, f"the database has no table {', '.join(tables)}"
    missing = [f"{table}.{one}" for table, wanted in check.needs.items() for one in wanted if one not in columns[table]]
    return (Status.UNKNOWN, f"the database has no column {', '.join(missing)}") if missing else None


def _asked(check: Check, session: ReadSession, terms: Terms, asking: Asking, deadline: float) -> Outcome:
    """What was found before a failure still blocks; nothing found before one is unknown."""
    severity = severity_at(check, terms.release) or Severity.NOTE
    found, failure = None, asking.failure
    try:
        with session.ask(asking.find, timeout=terms.timeout, heap=asking.heap) as answer:
            found = _Found(check, answer.columns, terms, severity)
            for batch in _in_time(answer, deadline):
                found.add(batch)
    except QueryError as error:
        if check.probe and (error.sqlstate or "").startswith(OF_VALUES):
            return _ended(check, severity, error, terms)
        failure = str(error)
    found = found or _Found(replace(check, key=(), private=frozenset()), (), terms, severity)
    total = max(found.total, asking.total)
    if not total:
        return Outcome(check, Status.CLEAR if failure is None else Status.UNKNOWN, severity, failure)
    capped = total > len(found.sample) or failure is not None
    evidence = Evidence(found.columns, tuple(found.sample), capped)
    counted = () if failure else check.remedies
    find = check.find if total > found.total else asking.find
    losses = {one.id: _loss(one, find, session, terms.timeout) for one in counted if one.loses}
    reason = f"at least these; {failure}" if failure else None
    return Outcome(check, Status.FOUND, found.severity, reason, total, evidence, tuple(found.fingerprints), losses)


def _asked_of_each(
    check: Check, each: Each, session: ReadSession, terms: Terms, severity: Severity, deadline: float
) -> Outcome:
    """What could not be told of one object leaves the others as they are."""
    seen: list[tuple[tuple[str, ...], _Found]] = []

    def take(columns: tuple[str, ...], batch: Sequence[tuple[Cell, ...]]) -> None:
        if not seen:
            seen.append((columns, _Found(check, columns, terms, severity)))
        seen[0][1].add(batch)

    try:
        listed = things(session.rows(each.sql, timeout=terms.timeout))
        asked = in_scope(each, listed, terms.touched)
        rest = left_out(check, listed, asked)
        if not asked:
            return Outcome(check, Status.NOT_APPLICABLE, severity, rest or each.none)
        failure = ask_each(check, asked, session, Bounds(deadline, terms.pacing), take).reason
    except QueryError as error:
        return Outcome(check, Status.UNKNOWN, severity, str(error))
    if not seen or not seen[0][1].total:
        return Outcome(check, Status.CLEAR if failure is None else Status.UNKNOWN, severity, failure or rest)
    columns, found = seen[0]
    capped = found.total > len(found.sample) or failure is not None
    whole = replace(check, find=together(asked, check.key)) if _scripted(check) else check
    counted = () if failure else check.remedies
    losses = {one.id: _loss(one, whole.find, session, terms.timeout) for one in counted if one.loses}
    reason = f"at least these; {failure}" if failure else None
    evidence = Evidence(columns, tuple(found.sample), capped)
    return Outcome(
        whole, Status.FOUND, found.severity, reason, found.total, evidence, tuple(found.fingerprints), losses
    )


def _scripted(check: Check) -> bool:
    """Whether a script will have to ask again."""
    return any(one.kind in (RemedyKind.SQL, RemedyKind.GUARD) for one in check.remedies)


def _ended(check: Check, severity: Severity, error: QueryError, terms: Terms) -> Outcome:
    """The error that a probe met is what the migration will meet; its words may quote a row."""
    told = str(error) if terms.unmask else _QUOTED.sub('"***"', str(error))
    evidence = Evidence(("error",), ((told,),), capped=True)
    check = replace(check, remedies=())  # their scripts would meet it as well
    return Outcome(check, Status.FOUND, severity, "at least one row", 1, evidence, (fingerprint(check.id, ["error"]),))


class _Found:
    """What has been found so far, in constant memory."""

    def __init__(self, check: Check, columns: tuple[str, ...], terms: Terms, severity: Severity) -> None:
        absent = [name for name in (*check.key, *sorted(check.private)) if name not in columns]
        if absent:
            raise QueryError(f"the query gives no column {', '.join(absent)}, which the check names as key or private")
        self._check, self.columns, self._terms = check, columns, terms
        self._hidden = (
            frozenset() if terms.unmask else frozenset(at for at, name in enumerate(columns) if name in check.private)
        )
        self._key = tuple(columns.index(name) for name in check.key)
        self._rising = Rising(check, terms.release, columns, severity)
        self.total = 0
        self.sample: list[tuple[Cell, ...]] = []
        self.fingerprints: list[str] = []

    @property
    def severity(self) -> Severity:
        return self._rising.severity

    def add(self, batch: Sequence[tuple[Cell, ...]]) -> None:
        self.total += len(batch)
        self._rising.see(batch)
        room = FINGERPRINTS_KEPT - len(self.fingerprints)
        self.fingerprints += [fingerprint(self._check.id, [row[at] for at in self._key]) for row in batch[:room]]
        shown = self._terms.samples - len(self.sample)
        self.sample += [masked(row, self._hidden) for row in batch[: max(0, shown)]]
        if self._terms.sink is not None:
            self._terms.sink(self._check.id, self.columns, [masked(row, self._hidden) for row in batch])
        if self._terms.counted is not None:
            self._terms.counted(self._check.id, self.total)


def _in_time(answer: Rows, deadline: float) -> Iterator[tuple[tuple[Cell, ...], ...]]:
    """The server bounds each step of a cursor; this bounds the whole."""
    for batch in answer.batches:
        yield batch
        if time.monotonic() > deadline:
            raise QueryError("timed out; give it longer with --timeout")


def _loss(remedy: Remedy, find: str, session: ReadSession, timeout: float) -> str:
    """What `remedy` would give up here, in words such as `12 votes · 5 voters`."""
    try:
        rows = session.rows(
            f"with found as materialized (\n{alone(find)}\n)\n{alone(remedy.loses or '')}", timeout=timeout
        )
    except QueryError as error:
        return f"not known: {error}"
    counts = [
        (value, name if " " in name else name.replace("_", " ")) for row in rows[:1] for name, value in row.items()
    ]
    given_up = [f"{value} {_counted_noun(name, value)}" for value, name in counts if value]
    return " · ".join(given_up) or NOTHING_LOST


def _counted_noun(name: str, value: Cell) -> str:
    """`name` as it follows a number: of one, the first word or else the last loses its s."""
    if value != 1:
        return name
    first, space, rest = name.partition(" ")
    return f"{first[:-1]}{space}{rest}" if first.endswith("s") else name.removesuffix("s")
