"""How hard a server is worked: pieces of work with rests between them, so that whoever lives on it hardly notices."""

import contextlib
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LEAST_BLOCKS = 16
MOST_BLOCKS = 1 << 17
SHORTEST_REST = 0.01
LONGEST_REST = 2.0
GROWTH = 2.0
REMEMBERED = 30
ENOUGH = 5
NOTICED = 1.5
NOTICED_SECONDS = 0.0005
EASING = 0.7
RESUMING = 1.1


@dataclass(frozen=True, slots=True)
class Pace:
    """What is aimed at. `share` is how much of the time one session works, `piece` how many seconds at a stretch.

    For the first `grace` seconds of work nobody rests: what is over by then disturbs nobody for longer.
    """

    share: float
    least_share: float
    piece: float
    grace: float = 0.0

    @property
    def resting(self) -> bool:
        """Whether there is any rest in it."""
        return self.share < 1


GENTLE = Pace(share=0.25, least_share=0.1, piece=0.05, grace=1.0)
FULL_SPEED = Pace(share=1.0, least_share=1.0, piece=1.0)


@dataclass(slots=True)
class Spent:
    """How long a piece of work took, once it is done."""

    seconds: float = 0.0


class Stride:
    """How many blocks of one table the next piece of work should take, by how long the last ones took."""

    def __init__(self, piece: float) -> None:
        self._piece = piece
        self.blocks = 1024

    def took(self, blocks: int, seconds: float) -> None:
        """A piece of so many blocks has taken so long. From one to the next it at most doubles."""
        wanted = blocks * self._piece / max(seconds, 1e-6)
        self.blocks = int(max(LEAST_BLOCKS, min(wanted, self.blocks * GROWTH, MOST_BLOCKS)))


class Pacing:
    """One for a whole audit, shared by its threads; each of them rests after its own work.

    `clock` and `sleep` are those of the system where nothing else is given; the sleep ends early when `hurry` is
    called, which an interruption does.
    """

    def __init__(
        self,
        pace: Pace = FULL_SPEED,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.pace = pace
        self.share = pace.share
        self._clock = clock
        self._hurried = threading.Event()
        self._sleep = sleep or self._hurried.wait
        self._own = threading.local()
        self._felt = {beside: deque[float](maxlen=REMEMBERED) for beside in (True, False)}
        self._working = 0
        self._worked = 0.0
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def chunk(self) -> Iterator[Spent]:
        """Round one piece of work on the server: measures it, and rests in proportion when it ends well."""
        spent = Spent()
        begun = self._clock()
        with self._lock:
            self._working += 1
        try:
            yield spent
        finally:
            spent.seconds = self._clock() - begun
            with self._lock:
                self._working -= 1
                self._worked += spent.seconds
        self._rest(spent.seconds)

    @property
    def working(self) -> bool:
        """Whether a piece of work is going on at this moment."""
        return self._working > 0

    def stride(self) -> Stride:
        """A new one, for one pass over one table."""
        return Stride(self.pace.piece)

    def sense(self, seconds: float, *, beside: bool) -> None:
        """Next to nothing has taken the server so long, `beside` our work or while all of us rested."""
        self._felt[beside].append(seconds)

    def ease(self) -> None:
        """Work less where the server is slower beside our work than without it, more where it is not."""
        with_us, without_us = self._felt[True], self._felt[False]
        if not self.pace.resting or min(len(with_us), len(without_us)) < ENOUGH:
            return
        usual = statistics.median(without_us)
        slower = statistics.median(with_us) > max(usual * NOTICED, usual + NOTICED_SECONDS)
        wanted = self.share * (EASING if slower else RESUMING)
        self.share = min(self.pace.share, max(self.pace.least_share, wanted))

    def hurry(self) -> None:
        """End every rest, for good."""
        self._hurried.set()

    def _rest(self, seconds: float) -> None:
        """What is too short to sleep for is added to the next rest of this thread."""
        if not self.pace.resting or self._hurried.is_set() or self._worked <= self.pace.grace:
            return
        owed = getattr(self._own, "owed", 0.0) + seconds * (1 / self.share - 1)
        self._own.owed = 0.0 if owed >= SHORTEST_REST else owed
        if owed >= SHORTEST_REST:
            self._sleep(min(owed, LONGEST_REST))
