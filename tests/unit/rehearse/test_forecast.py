"""What took seconds on a clone may take hours where the tables are larger."""

import pytest

from auditor.model.rehearsal import Forecast, Held, Run, Touched
from auditor.rehearse.forecast import LEAST, MOST, Sizes, forecasts

CLONE = Sizes(10_000_000, {"posts": 8_000_000, "users": 1_000_000, "tags": 8_192})
PRODUCTION = Sizes(1_000_000_000, {"posts": 800_000_000, "users": 2_000_000, "tags": 16_384}, "the size of each table")


def one(run: Run, production: Sizes = PRODUCTION) -> Forecast:
    (found,) = forecasts([run], CLONE, production).runs
    return found


def test_what_writes_rows_grows_with_its_own_table() -> None:
    found = one(Run("1", 2.0, touched={"posts": Touched(0, 9, 0)}))
    assert (found.factor, found.least, found.most) == (100.0, 200.0 * LEAST, 200.0 * MOST)


def test_what_is_written_to_a_small_table_may_have_been_read_from_a_large_one() -> None:
    found = one(Run("1", 2.0, touched={"users": Touched(0, 9, 0)}))
    assert (found.factor, found.least, found.most) == (2.0, 2.0, 200.0 * MOST)


def test_the_table_that_grows_most_counts() -> None:
    assert one(Run("1", 2.0, touched={"users": Touched(0, 9, 0), "posts": Touched(1, 0, 0)})).factor == 100.0


def test_what_only_locks_a_table_may_take_no_longer_or_look_at_all_of_it() -> None:
    found = one(Run("1", 0.5, locks={"posts": Held("AccessExclusiveLock", 0.5)}))
    assert (found.least, found.most) == (0.5 * LEAST, 0.5 * 100 * MOST)
    assert found.locked == ("posts",)


def test_a_lock_held_for_a_moment_is_not_told() -> None:
    assert one(Run("1", 2.0, locks={"posts": Held("AccessExclusiveLock", 0.1)})).locked == ()
    assert one(Run("1", 2.0, locks={"posts": Held("ShareLock", 2.0)})).locked == ()


def test_a_table_that_is_small_in_production_does_not_grow() -> None:
    found = one(Run("1", 2.0, locks={"tags": Held("AccessExclusiveLock", 2.0)}))
    assert (found.factor, found.least, found.most) == (1.0, 2.0 * LEAST, 2.0 * MOST)


def test_a_table_that_it_makes_grows_as_the_whole_does_and_is_in_nobodys_way() -> None:
    made = Run("1", 2.0, touched={"new": Touched(5, 0, 0)}, locks={"new": Held("AccessExclusiveLock", 2.0)})
    found = one(made)
    assert (found.factor, found.tables, found.locked) == (100.0, (), ())


def test_of_a_size_alone_all_tables_grow_alike() -> None:
    assert one(Run("1", 2.0, touched={"users": Touched(0, 9, 0)}), Sizes(30_000_000)).factor == 3.0


@pytest.mark.parametrize("size", [10_000_000, 10_000])
def test_a_production_that_is_no_larger_takes_as_long(size: int) -> None:
    found = one(Run("1", 2.0, touched={"users": Touched(0, 9, 0)}), Sizes(size))
    assert (found.least, found.most) == (2.0 * LEAST, 2.0 * MOST)
