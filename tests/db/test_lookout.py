"""A live server is left alone when it suffers, and no moment of it is held for long."""

import threading
from collections.abc import Sequence

import psycopg
import pytest

from auditor.db.clone import Clone
from auditor.db.pacing import GENTLE, Pacing
from auditor.db.snapshot import Age, Snapshot, take
from auditor.judge import lookout
from auditor.judge.judge import Terms
from auditor.judge.workers import Judged, Watch, judge_all
from auditor.model.check import Check, Origin, Severity, SeverityRange
from auditor.model.outcome import Outcome, Status

SLOW = "select id from t, generate_series(1, 1000000000) g where (id # g) = -1"
ALL = "select id from t order by id"


def check(name: str, find: str = ALL) -> Check:
    severities = (SeverityRange(Severity.ABORT),)
    return Check(name, name, "why", severities, (), {"t": ("id",)}, ("id",), frozenset(), find, Origin("pack", "x"))


@pytest.fixture
def filled(database: Clone) -> Clone:
    database.execute("create table t (id int); insert into t values (1), (2)")
    return database


def judged(moment: Snapshot, checks: Sequence[Check], watch: Watch, *, gentle: bool = True) -> Judged:
    terms = Terms({"t": ("id",)}, timeout=30, pacing=Pacing(GENTLE) if gentle else Pacing())
    return judge_all(checks, moment, terms, jobs=1, watch=watch)


READ = """
do $$ begin
  for turn in 1..2000 loop
    exit when exists (
      select from pg_locks where relation = 't'::regclass and mode = 'AccessShareLock' and pid <> pg_backend_pid());
    perform pg_sleep(0.01);
  end loop;
end $$
"""


class Altering(threading.Thread):
    """Somebody who wants a table for themselves while it is being read."""

    def __init__(self, clone: Clone) -> None:
        super().__init__()
        self._url = clone.url
        self.had_it = False

    def run(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as link:
            link.execute(READ)
            link.execute("set lock_timeout = '20s'")
            link.execute("alter table t add column note text")
            self.had_it = True


def test_who_waits_for_a_lock_behind_the_audit_gets_it_and_what_was_not_asked_is_unknown(
    filled: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout, "TICK", 0.01)
    altering = Altering(filled)
    watch = Watch(lambda name: altering.start() if name == "slow" else None, lambda _: None)
    with take(filled.reader_url) as moment:
        said = judged(moment, [check("first"), check("slow", SLOW), check("never")], watch)
    altering.join()
    assert altering.had_it
    assert [one.status for one in said.outcomes] == [Status.FOUND, Status.UNKNOWN, Status.UNKNOWN]
    why = "1 other session waits for a lock behind the audit"
    assert [one.reason for one in said.outcomes[1:]] == [why, f"not asked: {why}"]
    assert said.notes == (f"the audit stopped by itself: {why}",)
    assert not said.interrupted


def test_at_full_speed_nobody_looks_out(filled: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Snapshot, "look", lambda _: pytest.fail("looked"))
    with take(filled.reader_url) as moment:
        said = judged(moment, [check("first")], Watch(lambda _: None, lambda _: None), gentle=False)
    assert (said.outcomes[0].total, said.notes) == (2, ())


def test_a_role_that_can_only_read_sees_the_signs_as_well(filled: Clone) -> None:
    with take(filled.reader_url) as moment, moment.session() as session:
        seen = moment.look()
        assert (seen.behind, seen.freezing, seen.lag) == (frozenset(), None, None)
        assert seen.unfrozen > 0
        assert moment.ping() > 0
        assert session.rows("select count(*) as n from t") == [{"n": 2}]


def test_work_moves_to_new_moments_when_one_has_grown_old_and_the_report_says_what_saw_which(filled: Clone) -> None:
    def insert(outcome: Outcome) -> None:
        filled.execute(f"insert into t values ({outcome.total + 1})")

    with take(filled.reader_url, Age(fresh=0.0, oldest=60.0)) as moment:
        said = judged(moment, [check("a"), check("b"), check("c")], Watch(lambda _: None, insert))
        times = [one.isoformat(timespec="seconds").replace("+00:00", "Z") for one in moment.moments]
    assert [one.total for one in said.outcomes] == [2, 3, 4]
    assert "not all was seen at one moment" in said.notes[0]
    assert said.notes[1:] == tuple(f"seen at {at}: {name}" for at, name in zip(times[1:], "abc", strict=True))


def test_a_check_that_would_hold_a_moment_for_too_long_is_unknown_and_the_next_one_is_asked(filled: Clone) -> None:
    with take(filled.reader_url, Age(fresh=0.2, oldest=0.4)) as moment:
        said = judged(moment, [check("slow", SLOW), check("next")], Watch(lambda _: None, lambda _: None))
    assert [one.status for one in said.outcomes] == [Status.UNKNOWN, Status.FOUND]
    assert "give it longer with --snapshot-age" in str(said.outcomes[0].reason)


def test_all_that_is_asked_at_one_moment_needs_no_note(filled: Clone) -> None:
    with take(filled.reader_url, Age(fresh=60.0, oldest=90.0)) as moment:
        said = judged(moment, [check("a"), check("b")], Watch(lambda _: None, lambda _: None))
        assert len(moment.moments) == 1
    assert said.notes == ()
