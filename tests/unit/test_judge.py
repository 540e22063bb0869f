import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

import pytest

from auditor.db.session import ReadSession, Rows
from auditor.errors import QueryError
from auditor.judge import judge as judging
from auditor.judge.judge import Terms, judge
from auditor.judge.masking import MASK, fingerprint
from auditor.model.check import Check, Origin, Remedy, RemedyKind, Safety, Severity, SeverityRange
from auditor.model.outcome import NO_EVIDENCE, Cell, Outcome, Status

CHECK = Check(
    "shop/orders-customer-missing",
    "title",
    "why",
    (SeverityRange(Severity.ABORT),),
    ("1",),
    {"orders": ("id", "email")},
    ("id",),
    frozenset({"email"}),
    "select id, email from orders order by id; -- all of them",
    Origin("pack", "x"),
)
TERMS = Terms({"orders": ("id", "email")})
ROWS: list[tuple[Cell, ...]] = [(1, "a@b.c"), (2, None), (3, "d@e.f")]


class Told:
    """Stands in for a session: gives these rows in batches, then fails if it is told to."""

    def __init__(
        self,
        rows: Sequence[tuple[Cell, ...]] = (),
        *,
        columns: tuple[str, ...] = ("id", "email"),
        failure: QueryError | None = None,
        pause: float = 0.0,
        loss: list[dict[str, Cell]] | QueryError | None = None,
    ) -> None:
        self._rows, self._columns, self._failure, self._pause, self._loss = rows, columns, failure, pause, loss
        self.asked: list[str] = []

    @contextlib.contextmanager
    def ask(self, sql: str, *, timeout: float | None = None, heap: bool = False) -> Iterator[Rows]:
        self.asked.append(sql)
        yield Rows(self._columns, self._batches())

    def _batches(self) -> Iterator[tuple[tuple[Cell, ...], ...]]:
        for at in range(0, len(self._rows), 2):
            time.sleep(self._pause)
            yield tuple(self._rows[at : at + 2])
        if self._failure is not None:
            raise self._failure

    def rows(self, sql: str, *, timeout: float | None = None) -> list[dict[str, Cell]]:
        self.asked.append(sql)
        if isinstance(self._loss, QueryError):
            raise self._loss
        return self._loss or []


def judged(session: Told, check: Check = CHECK, terms: Terms = TERMS) -> Outcome:
    return judge(check, cast("ReadSession", session), terms)


def test_no_row_is_a_pass() -> None:
    outcome = judged(Told())
    assert (outcome.status, outcome.total, outcome.evidence, outcome.fingerprints) == (Status.CLEAR, 0, NO_EVIDENCE, ())


def test_every_row_is_a_finding_with_its_name_and_private_values_masked() -> None:
    outcome = judged(Told(ROWS))
    assert (outcome.status, outcome.severity, outcome.total, outcome.reason) == (Status.FOUND, Severity.ABORT, 3, None)
    assert outcome.evidence.columns == ("id", "email")
    assert outcome.evidence.rows == ((1, MASK), (2, None), (3, MASK))
    assert not outcome.evidence.capped
    assert outcome.fingerprints == tuple(fingerprint(CHECK.id, [n]) for n in (1, 2, 3))


def test_unmask_shows_what_is_private() -> None:
    assert judged(Told(ROWS), terms=replace(TERMS, unmask=True)).evidence.rows == tuple(ROWS)


@pytest.mark.parametrize(
    ("samples", "shown", "capped"), [(0, 0, True), (1, 1, True), (2, 2, True), (3, 3, False), (9, 3, False)]
)
def test_the_sample_is_as_long_as_asked_and_says_when_there_is_more(samples: int, shown: int, capped: bool) -> None:
    outcome = judged(Told(ROWS), terms=replace(TERMS, samples=samples))
    assert (len(outcome.evidence.rows), outcome.evidence.capped, outcome.total) == (shown, capped, 3)


def test_names_of_findings_depend_neither_on_samples_nor_on_masks() -> None:
    plain = judged(Told(ROWS)).fingerprints
    assert judged(Told(ROWS), terms=replace(TERMS, samples=0, unmask=True)).fingerprints == plain
    assert set(judged(Told(ROWS[::-1])).fingerprints) == set(plain)
    assert judged(Told([(1, "moved@b.c")])).fingerprints == plain[:1]


def test_a_private_key_names_the_finding_by_its_true_value() -> None:
    outcome = judged(Told(ROWS), replace(CHECK, key=("email",)))
    assert outcome.fingerprints == tuple(fingerprint(CHECK.id, [row[1]]) for row in ROWS)
    assert "a@b.c" not in repr(outcome.evidence)


def test_fingerprints_are_kept_up_to_a_number_and_rows_are_counted_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "FINGERPRINTS_KEPT", 3)
    outcome = judged(Told([(n, None) for n in range(11)]))
    assert (len(outcome.fingerprints), outcome.total) == (3, 11)


def test_the_sink_gets_every_row_once_and_masked_and_the_count_goes_up() -> None:
    taken: list[tuple[Cell, ...]] = []
    counts: list[int] = []

    def sink(check_id: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        assert (check_id, tuple(columns)) == (CHECK.id, ("id", "email"))
        taken.extend(tuple(row) for row in rows)

    judged(Told(ROWS), terms=replace(TERMS, samples=1, sink=sink, counted=lambda _, total: counts.append(total)))
    assert taken == [(1, MASK), (2, None), (3, MASK)]
    assert counts == [2, 3]


def test_an_error_after_some_rows_still_blocks_and_says_that_there_may_be_more() -> None:
    outcome = judged(Told(ROWS, failure=QueryError("connection lost: gone", lost=True)))
    assert (outcome.status, outcome.reason) == (Status.FOUND, "at least these; connection lost: gone")
    assert (outcome.total, outcome.evidence.capped, outcome.losses) == (len(ROWS), True, {})


def test_an_error_before_any_row_is_unknown_and_not_clear() -> None:
    assert judged(Told(failure=QueryError("timed out"))).status is Status.UNKNOWN


def test_rows_that_trickle_are_bounded_as_a_whole() -> None:
    outcome = judged(Told([(n, None) for n in range(1000)], pause=0.02), terms=replace(TERMS, timeout=0.05))
    assert (outcome.status, outcome.reason) == (
        Status.FOUND,
        "at least these; timed out; give it longer with --timeout",
    )
    assert 0 < outcome.total < 1000


@pytest.mark.parametrize(
    ("columns", "status", "reason"),
    [
        ({}, Status.NOT_APPLICABLE, "the database has no table orders"),
        ({"orders": ("id",)}, Status.UNKNOWN, "the database has no column orders.email"),
        ({"orders": ()}, Status.UNKNOWN, "the database has no column orders.id, orders.email"),
    ],
)
def test_what_the_database_lacks_is_told_and_nothing_is_asked(
    columns: dict[str, tuple[str, ...]], status: Status, reason: str
) -> None:
    session = Told()
    outcome = judged(session, terms=Terms(columns))
    assert (outcome.status, outcome.reason, session.asked) == (status, reason, [])


def test_a_check_of_another_release_does_not_apply_and_nothing_is_asked() -> None:
    session = Told(ROWS)
    check = replace(CHECK, severities=(SeverityRange(Severity.ABORT, since="2.0", before="3.0"),))
    outcome = judged(session, check, replace(TERMS, release="3.0"))
    assert (outcome.status, outcome.reason) == (Status.NOT_APPLICABLE, "does not apply to release 3.0")
    assert session.asked == []


@pytest.mark.parametrize(("key", "private"), [(("number",), frozenset()), (("id",), frozenset({"number"}))])
def test_a_column_that_the_query_does_not_give_is_unknown_and_nothing_private_is_shown(
    key: tuple[str, ...], private: frozenset[str]
) -> None:
    outcome = judged(Told(ROWS), replace(CHECK, key=key, private=private))
    assert outcome.status is Status.UNKNOWN
    assert "the query gives no column number" in str(outcome.reason)


def remedied(loses: str | None) -> Check:
    remedy = Remedy("drop", RemedyKind.SQL, Safety.LOSSY, "title", "does", "delete", loses)
    return replace(CHECK, remedies=(remedy, replace(remedy, id="keep", loses=None)))


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        ([{"votes": 12, "lost_voters": 1}], "12 votes · 1 lost voter"),
        ([{"votes": 0, "voters": None}], "nothing here"),
        ([], "nothing here"),
        (QueryError("timed out; give it longer with --timeout"), "not known: timed out; give it longer with --timeout"),
    ],
)
def test_a_remedy_says_what_it_would_cost_here(loss: list[dict[str, Cell]] | QueryError, said: str) -> None:
    outcome = judged(Told(ROWS, loss=loss), remedied("select 1 as votes from found"))
    assert outcome.losses == {"drop": said}
    assert outcome.status is Status.FOUND


def test_the_cost_is_asked_of_what_was_found_without_its_semicolon_and_comment() -> None:
    session = Told(ROWS, loss=[])
    judged(session, remedied("select count(*) as rows from found -- all;"))
    assert session.asked[1] == (
        "with found as materialized (\nselect id, email from orders order by id\n)\nselect count(*) as rows from found"
    )


def test_the_cost_is_not_asked_where_nothing_is_found() -> None:
    session = Told()
    assert judged(session, remedied("select 1")).losses == {}
    assert len(session.asked) == 1
