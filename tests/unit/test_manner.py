import math

import pytest

from auditor.commands.manner import manner


def test_a_guest_rests_works_with_one_session_and_lets_moments_go() -> None:
    how = manner(gentle=True, jobs=None, timeout=300, oldest=900)
    assert (how.jobs, how.pacing.pace.resting) == (1, True)
    assert (how.age.fresh, how.age.oldest) == (600, 900)


def test_where_nobody_lives_nothing_is_held_back() -> None:
    how = manner(gentle=False, jobs=None, timeout=300, oldest=900)
    assert (how.jobs, how.pacing.pace.resting) == (2, False)
    assert (how.age.fresh, how.age.oldest) == (math.inf, math.inf)


@pytest.mark.parametrize("gentle", [True, False])
def test_the_user_has_the_last_word_on_sessions(gentle: bool) -> None:
    assert manner(gentle=gentle, jobs=3, timeout=300, oldest=900).jobs == 3


def test_a_timeout_as_long_as_a_moment_may_be_held_still_leaves_time_to_begin() -> None:
    assert manner(gentle=True, jobs=None, timeout=3600, oldest=900).age.fresh == 450
