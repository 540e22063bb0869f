"""One check, one session, one answer."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.db.session import ReadSession, Rows
from auditor.db.statement import alone
from auditor.errors import QueryError
from auditor.judge.masking import fingerprint, masked
from auditor.judge.severity import Rising, severity_at
from auditor.model.check import Check, Remedy, Severity
from auditor.model.outcome import NOTHING_LOST, Cell, Evidence, Outcome, Status

FINGERPRINTS_KEPT = 10_000
OF_VALUES = ("0A000", "21", "22", "23", "42703", "42804", "42846", "42883")
_QUOTED = re.compile(r'"[^"]*"')

Sink = Callable[[str, Sequence[str], Sequence[Sequence[Cell]]], None]
Counted = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """How checks are judged: for which release, how long (seconds), how much is shown, and where all keys go.

    `columns` is what the database has. `sink` takes every row found, masked, batch by batch, and
    `counted` hears of progress, both from any thread.
    """

    columns: Mapping[str, tuple[str, ...]]
    release: str | None = None
    timeout: float = 300.0
    samples: int = 5
    unmask: bool = False
    sink: Sink | None = None
    counted: Counted | None = None


def judge(check: Check, session: ReadSession, terms: Terms) -> Outcome:
    """Ask `check` of the snapshot that `session` sees. Whatever cannot be told is `unknown` with its reason."""
    severity = severity_at(check, terms.release)
    if severity is None:
        reason = f"does not apply to release {terms.release}"
        return Outcome(check, Status.NOT_APPLICABLE, Severity.NOTE, reason)
    if check.unasked is not None:
        return Outcome(check, Status.UNKNOWN, severity, check.unasked)
    lacking = _lacking(check, terms.columns)
    if lacking is not None:
        return Outcome(check, lacking[0], severity, lacking[1])
    begun = time.monotonic()
    outcome = _asked(check, session, terms, severity, begun + terms.timeout)
    return replace(outcome, seconds=round(time.monotonic() - begun, 3))


def _lacking(check: Check, columns: Mapping[str, tuple[str, ...]]) -> tuple[Status, str] | None:
    tables = [table for table in check.needs if table not in columns]
    if tables:
        return Status.NOT_APPLICABLE, f"the database has no table {', '.join(tables)}"
    missing = [f"{table}.{one}" for table, wanted in check.needs.items() for one in wanted if one not in columns[table]]
    return (Status.UNKNOWN, f"the database has no column {', '.join(missing)}") if missing else None


def _asked(check: Check, session: ReadSession, terms: Terms, severity: Severity, deadline: float) -> Outcome:
    """What was found before a failure still blocks; nothing found before one is unknown."""
    found, failure = None, None
    try:
        with session.ask(check.find, timeout=terms.timeout, heap=check.heap) as answer:
            found = _Found(check, answer.columns, terms, severity)
            for batch in _in_time(answer, deadline):
                found.add(batch)
    except QueryError as error:
        if check.probe and (error.sqlstate or "").startswith(OF_VALUES):
            return _ended(check, severity, error, terms)
        failure = str(error)
    if found is None or not found.total:
        return Outcome(check, Status.CLEAR if failure is None else Status.UNKNOWN, severity, failure)
    capped = found.total > len(found.sample) or failure is not None
    evidence = Evidence(answer.columns, tuple(found.sample), capped)
    counted = () if failure else check.remedies
    losses = {one.id: _loss(one, check, session, terms.timeout) for one in counted if one.loses}
    reason = f"at least these; {failure}" if failure else None
    return Outcome(
        check, Status.FOUND, found.severity, reason, found.total, evidence, tuple(found.fingerprints), losses
    )


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
        self._check, self._columns, self._terms = check, columns, terms
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
            self._terms.sink(self._check.id, self._columns, [masked(row, self._hidden) for row in batch])
        if self._terms.counted is not None:
            self._terms.counted(self._check.id, self.total)


def _in_time(answer: Rows, deadline: float) -> Iterator[tuple[tuple[Cell, ...], ...]]:
    """The server bounds each step of a cursor; this bounds the whole."""
    for batch in answer.batches:
        yield batch
        if time.monotonic() > deadline:
            raise QueryError("timed out; give it longer with --timeout")


def _loss(remedy: Remedy, check: Check, session: ReadSession, timeout: float) -> str:
    """What `remedy` would give up here, in words such as `12 votes · 5 voters`."""
    try:
        rows = session.rows(
            f"with found as materialized (\n{alone(check.find)}\n)\n{alone(remedy.loses or '')}", timeout=timeout
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
