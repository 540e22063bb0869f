"""What lies between two marks in a clone is the migration of the later one."""

import pytest

from auditor.db.lock_spans import LockSpans
from auditor.db.outside_marks import Caught, Spot, runs
from auditor.model.rehearsal import Held, Run, Touched

NAMES = {20: "posts", 21: "users"}
OPENING = Spot(100.0, 100.0, "3/1", touched={20: (5, 0, 0)}, files={20: 900, 21: 901}, size=50_000)


def told(*spots: Spot, caught: tuple[Caught, ...] = (), locks: LockSpans | None = None) -> list[Run]:
    closing = Spot(900.0, 900.0, "3/9")
    return list(runs((OPENING, *spots, closing), ["1"], caught, locks or LockSpans(), NAMES))


def test_a_migration_takes_from_the_beginning_of_its_transaction() -> None:
    (run,) = told(Spot(110.0, 104.0, "4/1", ("1", "2"), touched={20: (5, 3, 0)}, files={20: 950, 21: 901}, size=80_000))
    assert (run.version, run.seconds, run.disk_bytes) == ("2", 6.0, 30_000)
    assert (run.touched, run.rewritten) == ({"posts": Touched(0, 3, 0)}, ("posts",))


def test_without_one_it_takes_from_the_first_statement_that_was_seen() -> None:
    slow, long_ago = Caught("create index concurrently", 103.0, 108.0), Caught("select 1", 50.0, 51.0)
    (run,) = told(Spot(110.0, 109.9, "4/1", ("2",)), caught=(long_ago, slow))
    assert (run.seconds, run.count) == (7.0, 1)
    assert [(one.text, one.seconds) for one in run.statements] == [("create index concurrently", 5.0)]


def test_what_one_has_done_is_not_the_next_ones() -> None:
    first, second = told(
        Spot(110.0, 104.0, "4/1", ("2",), touched={20: (9, 0, 0)}),
        Spot(120.0, 105.0, "4/2", ("2", "3"), touched={20: (9, 0, 0), 21: (1, 0, 0)}),
    )
    assert first.touched == {"posts": Touched(4, 0, 0)}
    assert (second.touched, second.seconds) == ({"users": Touched(1, 0, 0)}, 10.0)


def test_a_ledger_that_is_written_without_a_new_version_ends_nothing() -> None:
    (run,) = told(Spot(105.0, 104.0, "4/1", ("1",)), Spot(110.0, 104.0, "4/1", ("1", "2")))
    assert run.seconds == 6.0


def test_versions_that_come_at_once_are_one_run_each_and_the_last_has_it_all() -> None:
    first, second = told(Spot(110.0, 104.0, "4/1", ("2", "3")))
    assert ((first.version, first.seconds), (second.version, second.seconds)) == (("2", 0.0), ("3", 6.0))


def test_locks_are_those_of_its_time() -> None:
    locks = LockSpans()
    locks.seen("4/1", [(20, "AccessExclusiveLock")], since=105.0, at=105.0)
    locks.seen("4/1", [(20, "AccessExclusiveLock")], since=109.0, at=109.0)
    locks.seen("9/1", [(21, "AccessExclusiveLock")], since=300.0, at=300.0)
    (run,) = told(Spot(110.0, 104.0, "4/1", ("2",)), locks=locks)
    assert run.locks == {"posts": Held("AccessExclusiveLock", pytest.approx(4.0))}
