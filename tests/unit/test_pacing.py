import threading
from collections.abc import Callable

import pytest

from auditor.db.pacing import GENTLE, LEAST_BLOCKS, LONGEST_REST, MOST_BLOCKS, Pace, Pacing, Stride

HALF = Pace(share=0.5, least_share=0.1, piece=0.05)


class Clock:
    """Time that passes only when told to, or when somebody rests."""

    def __init__(self) -> None:
        self.now = 100.0
        self.rests: list[float] = []

    def __call__(self) -> float:
        return self.now

    def rest(self, seconds: float) -> None:
        self.now += seconds
        self.rests.append(round(seconds, 6))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paced(clock: Clock) -> Callable[[Pace], Pacing]:
    return lambda pace: Pacing(pace, clock=clock, sleep=clock.rest)


def work(pacing: Pacing, clock: Clock, *pieces: float) -> None:
    for seconds in pieces:
        with pacing.chunk() as spent:
            clock.now += seconds
        assert spent.seconds == pytest.approx(seconds)


def test_a_rest_is_as_long_as_the_work_where_half_of_the_time_is_worked(
    clock: Clock, paced: Callable[[Pace], Pacing]
) -> None:
    work(paced(HALF), clock, 0.05, 0.2)
    assert clock.rests == [0.05, 0.2]


def test_a_quarter_of_the_time_leaves_rests_three_times_as_long(clock: Clock, paced: Callable[[Pace], Pacing]) -> None:
    work(paced(Pace(0.25, 0.1, 0.05)), clock, 0.05)
    assert clock.rests == [0.15]


def test_pieces_too_short_to_rest_after_are_made_up_for_together(clock: Clock, paced: Callable[[Pace], Pacing]) -> None:
    work(paced(HALF), clock, 0.004, 0.004, 0.004, 0.001)
    assert clock.rests == [0.012]


def test_each_thread_rests_for_its_own_work_alone(clock: Clock, paced: Callable[[Pace], Pacing]) -> None:
    pacing = paced(HALF)
    work(pacing, clock, 0.009)
    other = threading.Thread(target=work, args=(pacing, clock, 0.009))
    other.start()
    other.join()
    assert clock.rests == []
    work(pacing, clock, 0.001)
    assert clock.rests == [0.01]


def test_after_a_long_piece_no_rest_is_longer_than_helps_anybody(clock: Clock, paced: Callable[[Pace], Pacing]) -> None:
    work(paced(HALF), clock, 300.0)
    assert clock.rests == [LONGEST_REST]


def test_at_full_speed_nobody_rests_whatever_is_felt(clock: Clock, paced: Callable[[Pace], Pacing]) -> None:
    pacing = Pacing(clock=clock, sleep=clock.rest)
    feel(pacing, beside=1.0, alone=0.001)
    work(pacing, clock, 5.0, 0.1)
    assert clock.rests == []
    assert pacing.share == 1.0


def test_work_that_failed_is_measured_and_not_rested_after(clock: Clock, paced: Callable[[Pace], Pacing]) -> None:
    pacing = paced(HALF)
    with pytest.raises(KeyError), pacing.chunk():
        clock.now += {pacing.working: 1}[False]
    assert clock.rests == []
    assert not pacing.working


def test_an_interruption_ends_the_rest_that_goes_on_and_all_later_ones() -> None:
    pacing = Pacing(Pace(0.001, 0.001, 0.05), clock=iter([0.0, 9.0, 9.0, 99.0]).__next__)
    waiting = threading.Thread(target=lambda: [enter(pacing), enter(pacing)])
    waiting.start()
    pacing.hurry()
    waiting.join(timeout=LONGEST_REST / 2)
    assert not waiting.is_alive()


def enter(pacing: Pacing) -> None:
    with pacing.chunk():
        pass


def feel(pacing: Pacing, *, beside: float, alone: float, times: int = 10) -> None:
    for _ in range(times):
        pacing.sense(beside, beside=True)
        pacing.sense(alone, beside=False)
    pacing.ease()


def test_where_the_server_is_slower_beside_the_work_less_is_worked_down_to_a_floor(
    paced: Callable[[Pace], Pacing],
) -> None:
    pacing = paced(HALF)
    feel(pacing, beside=0.004, alone=0.001)
    assert pacing.share == pytest.approx(0.35)
    for _ in range(20):
        pacing.ease()
    assert pacing.share == HALF.least_share


def test_where_it_is_no_slower_the_share_comes_back_and_goes_no_further(paced: Callable[[Pace], Pacing]) -> None:
    pacing = paced(HALF)
    feel(pacing, beside=0.004, alone=0.001)
    feel(pacing, beside=0.001, alone=0.001, times=40)
    assert 0.35 < pacing.share < HALF.share
    for _ in range(20):
        pacing.ease()
    assert pacing.share == HALF.share


@pytest.mark.parametrize(
    ("beside", "alone", "times"),
    [(0.0004, 0.0001, 10), (0.0139, 0.01, 10), (1.0, 0.001, 2)],
    ids=["less than anybody feels", "a slow network", "too few to tell"],
)
def test_a_difference_that_means_nothing_changes_nothing(
    paced: Callable[[Pace], Pacing], beside: float, alone: float, times: int
) -> None:
    pacing = paced(HALF)
    feel(pacing, beside=beside, alone=alone, times=times)
    assert pacing.share == HALF.share


def test_a_stride_grows_towards_the_time_aimed_at_and_shrinks_at_once() -> None:
    stride = Stride(0.05)
    first = stride.blocks
    stride.took(first, 0.001)
    assert stride.blocks == 2 * first
    stride.took(stride.blocks, 0.5)
    assert stride.blocks == first // 5
    stride.took(stride.blocks, 0.05)
    assert stride.blocks == first // 5


@pytest.mark.parametrize(("seconds", "end"), [(0.0, MOST_BLOCKS), (1000.0, LEAST_BLOCKS)])
def test_a_stride_stays_within_reason(seconds: float, end: int) -> None:
    stride = Stride(GENTLE.piece)
    for _ in range(30):
        stride.took(stride.blocks, seconds)
    assert stride.blocks == end
