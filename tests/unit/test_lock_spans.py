"""A lock is held until its transaction ends, whatever moments it was seen at."""

import pytest

from auditor.db.lock_spans import LockSpans
from auditor.model.rehearsal import Held

NAMES = {1: "posts", 2: "posts", 3: "users"}


def test_a_lock_is_held_from_when_it_was_first_seen_to_the_end_of_its_transaction() -> None:
    spans = LockSpans()
    spans.seen("3/1", [(1, "ExclusiveLock")], since=12.0, at=12.5)
    spans.seen("3/1", [(1, "ExclusiveLock")], since=11.0, at=13.0)
    spans.ended("3/1", 15.0)
    assert spans.between(10.0, 20.0, NAMES) == {"posts": Held("ExclusiveLock", 4.0)}


def test_of_a_transaction_whose_end_was_not_seen_the_last_moment_counts() -> None:
    spans = LockSpans()
    spans.seen("3/1", [(1, "ShareLock")], since=11.0, at=13.0)
    assert spans.between(10.0, 20.0, NAMES) == {"posts": Held("ShareLock", 2.0)}


def test_the_strongest_lock_is_told_and_for_how_long_that_was_held() -> None:
    spans = LockSpans()
    spans.seen("3/1", [(1, "AccessExclusiveLock"), (1, "RowExclusiveLock"), (3, "ShareLock")], since=11.0, at=11.0)
    spans.seen("4/9", [(1, "RowExclusiveLock")], since=10.0, at=19.0)
    spans.ended("3/1", 12.0)
    held = spans.between(10.0, 20.0, NAMES)
    assert held == {"posts": Held("AccessExclusiveLock", 1.0), "users": Held("ShareLock", 1.0)}


def test_a_table_and_its_index_are_held_once_but_several_transactions_add_up() -> None:
    spans = LockSpans()
    spans.seen("3/1", [(1, "ShareLock"), (2, "ShareLock")], since=11.0, at=12.0)
    spans.seen("3/2", [(2, "ShareLock")], since=13.0, at=16.0)
    assert spans.between(10.0, 20.0, NAMES) == {"posts": Held("ShareLock", pytest.approx(4.0))}


def test_a_lock_is_told_with_what_ran_when_it_was_taken() -> None:
    spans = LockSpans()
    spans.seen("3/1", [(1, "ShareLock")], since=11.0, at=25.0)
    spans.ended("3/1", 30.0)
    assert spans.between(10.0, 20.0, NAMES) == {"posts": Held("ShareLock", 19.0)}
    assert spans.between(20.0, 30.0, NAMES) == {}


def test_what_has_no_name_is_not_told() -> None:
    spans = LockSpans()
    spans.seen("3/1", [(99, "ShareLock")], since=11.0, at=12.0)
    assert spans.between(10.0, 20.0, NAMES) == {}
