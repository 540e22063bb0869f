from dataclasses import replace

import pytest

from auditor.db.signs import LAG_GROWN, Signs, reason_to_stop

WELL = Signs()


@pytest.mark.parametrize(
    ("first", "before", "now", "words"),
    [
        (WELL, Signs(behind=frozenset({7, 8})), Signs(behind=frozenset({8, 9})), "1 other session waits for a lock"),
        (WELL, Signs(behind=frozenset({7, 8})), Signs(behind=frozenset({7, 8})), "2 other sessions wait for a lock"),
        (WELL, WELL, Signs(freezing="public.posts"), "freezing public.posts to prevent wraparound"),
        (Signs(unfrozen=1.4), WELL, Signs(unfrozen=1.6), "has waited long for one"),
        (WELL, WELL, Signs(lag=LAG_GROWN + 1), "fallen behind by 31 s, from 0 s"),
        (Signs(lag=3600.0), WELL, Signs(lag=3631.0), "fallen behind by 3631 s, from 3600 s"),
    ],
)
def test_trouble_is_a_reason_to_stop(first: Signs, before: Signs, now: Signs, words: str) -> None:
    assert words in str(reason_to_stop(first, before, now))


@pytest.mark.parametrize(
    ("first", "before", "now"),
    [
        (WELL, WELL, WELL),
        (WELL, WELL, Signs(behind=frozenset({7}))),
        (WELL, Signs(behind=frozenset({7})), Signs(behind=frozenset({8}))),
        (WELL, WELL, Signs(lag=LAG_GROWN - 1)),
        (Signs(lag=3600.0), WELL, Signs(lag=3610.0)),
        (Signs(unfrozen=2.0), WELL, Signs(unfrozen=2.1)),
    ],
    ids=["all well", "one wait", "two short waits", "a little lag", "a replica that is late on purpose", "old before"],
)
def test_what_passes_or_was_there_before_is_none(first: Signs, before: Signs, now: Signs) -> None:
    assert reason_to_stop(first, before, now) is None
    assert reason_to_stop(first, before, replace(now, freezing="t")) is not None
