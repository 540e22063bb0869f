"""What the auditor foresees of a case: the derivation as an audit uses it, on the database as the case made it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from auditor.db import connection
from auditor.db.clone import Clone
from auditor.db.schema import shape
from auditor.db.session import ReadSession
from auditor.derive.derive import Asked, Derived, derive
from auditor.derive.question import Question
from auditor.judge.judge import Terms, judge
from auditor.migrations.sql import steps
from auditor.model.check import Severity
from auditor.model.migration import Phase, Reading
from auditor.model.outcome import Outcome, Status
from auditor.model.source import MigrationFile, Script, World
from tests.derived.case import Case
from tests.derived.compare import Prediction, Says

SECONDS = 20.0
CODE = re.compile(r"\[([0-9A-Z]{5})\]\Z")
UNSURE = (Reading.PARTIAL, Reading.UNREAD)


@dataclass
class Account:
    """What the checks have said so far."""

    doubts: list[str] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)


class Foresight:
    """Asks of one database; its session stays, and each case is looked at in a transaction of its own."""

    def __init__(self, clone: Clone) -> None:
        self.link = connection.connect(clone.reader_url)
        self.session = ReadSession(self.link, clone.server.installation.major)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    def predicted(self, case: Case) -> Prediction:
        """The first abort that is certain; or else unknown, if anything is; or else a pass, with what is lost."""
        try:
            return _predicted(self.session, case)
        finally:
            self.link.rollback()


def _predicted(session: ReadSession, case: Case) -> Prediction:
    terms, account = Terms({}, timeout=SECONDS, samples=100, unmask=True), Account()
    for one in derived(session, case):
        found = _abort(one, session, terms, account)
        if found is not None:
            return found
        if one.script.reading in UNSURE:
            account.doubts += [f"{one.script.reading}: {why}" for why in one.script.because] or [one.script.reading]
    if account.doubts:
        return Prediction(Says.UNKNOWN, because=tuple(dict.fromkeys(account.doubts)))
    rows, values, skipped = (dict(one) for one in (account.rows, account.values, account.skipped))
    return Prediction(Says.PASS, rows=rows, values=values, skipped=skipped)


def derived(session: ReadSession, case: Case) -> tuple[Derived, ...]:
    """The migrations of a case with their checks."""
    texts = {one.version: one for one in case.migrations}
    files = tuple(MigrationFile(version, "case", Phase.PRE, f"{version}.sql") for version in texts)

    def read(file: MigrationFile, world: World) -> Script:
        return Script.of(steps(texts[file.version].text, world=world), transaction=texts[file.version].transaction)

    return derive(files, read, shape(session), session=session)


def _abort(one: Derived, session: ReadSession, terms: Terms, account: Account) -> Prediction | None:
    """Where a migration is bound to stop. After a doubt it is not certain that it gets so far."""
    ends: Prediction | None = None
    step = -1
    for asked, outcome in _judged(one, session, terms):
        question = asked.question
        if ends is not None and asked.step != step:
            return ends
        if outcome.status is Status.UNKNOWN:
            account.doubts.append(f"{question.fault}: {outcome.reason}")
            ends = ends and replace(ends, sqlstate_classes=())
        elif outcome.status is not Status.FOUND:
            continue
        elif question.fault == "arbitrary":
            account.doubts.append("arbitrary: several values, of which any may be taken")
        elif question.severity is Severity.LOSS:
            _add(account, asked, outcome)
        elif question.severity is Severity.ABORT and not question.certain:
            account.doubts.append(f"{question.fault}: may end it, and may not")
        elif question.severity is Severity.ABORT:
            where = None if account.doubts else one.file.version
            at = None if account.doubts else one.script.steps[asked.step].line - 1
            classes = _classes(question, outcome).union(ends.sqlstate_classes if ends else ())
            ends, step = ends or Prediction(Says.ABORT, where, at), asked.step
            ends = replace(ends, sqlstate_classes=tuple(sorted(classes)))
    return ends


def _classes(question: Question, outcome: Outcome) -> frozenset[str]:
    """Of the error that a probe met, or else of the one expected."""
    met = [CODE.search(str(value)) for row in outcome.evidence.rows for value in row] if question.probe else []
    codes = [one[1] for one in met if one] if outcome.evidence.columns == ("error",) else []
    return frozenset(one[:2] for one in codes or [question.sqlstate or ""] if one)


def _judged(one: Derived, session: ReadSession, terms: Terms) -> Iterator[tuple[Asked, Outcome]]:
    return ((asked, judge(asked.check, session, terms)) for asked in one.checks)


def _add(account: Account, asked: Asked, outcome: Outcome) -> None:
    question = asked.question
    if question.fault == "left-out" and question.table:
        account.skipped[question.table.name] += outcome.total
    elif question.fault == "deleted" and question.table:
        account.rows[question.table.name] += outcome.total
    elif question.fault == "dropped":
        for row in outcome.evidence.rows:
            told = dict(zip(outcome.evidence.columns, row, strict=True))
            if "column" in told:
                account.values[f"{told['table']}.{told['column']}"] += int(str(told["rows"]))
            else:
                account.rows[str(told["table"])] += int(str(told["rows"]))
