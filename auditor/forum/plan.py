"""How large the forum is, and what stands where in it: functions of the seed, so that rows need no memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from auditor.errors import UsageError

OPENED = datetime(2016, 3, 1, tzinfo=UTC)
PHASE_ONE = datetime(2019, 6, 12, 9, tzinfo=UTC)
TODAY = datetime(2019, 6, 30, tzinfo=UTC)

LANES = 8
"""Topics that are talked in at the same time, so that their posts alternate."""
LENGTHS = (4, 9, 3, 14, 6, 22, 5, 11)
POLLS_IN_POST = (1, 1, 2, 1, 1, 2)
SINGLES = tuple(slot for slot, polls in enumerate(POLLS_IN_POST) if polls == 1)
SMALLEST = 200
SPARE = 4
"""Legacy polls with a post to themselves that nobody remade, at least."""

DAYS = tuple((OPENED + timedelta(days=day)).date().isoformat() for day in range((TODAY - OPENED).days + 30))
MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Thread:
    """A topic and its posts: every `LANES`th number from `first` on."""

    id: int
    first: int
    posts: int

    @property
    def last(self) -> int:
        """The number of its last post."""
        return self.first + (self.posts - 1) * LANES


@dataclass(frozen=True)
class Plan:
    """The measures of one forum."""

    posts: int
    seed: int
    remade: int

    def __post_init__(self) -> None:
        if self.posts < SMALLEST:
            raise UsageError(f"a forum of {self.posts} posts was asked for; it takes at least {SMALLEST}")
        room = self.before // 4 - SPARE
        if not 0 <= self.remade <= room:
            raise UsageError(
                f"{self.remade} remade polls were asked for; a forum of {self.posts} posts has room for 0 to {room}"
            )

    @cached_property
    def polls(self) -> int:
        """How many legacy polls are wanted: 120 in a forum of 2,000 posts, 20,000 in one of a million."""
        usual = min(self.posts * 6 // 100, 80 + self.posts // 50)
        return max(usual, 2 * (self.remade + SPARE))

    @cached_property
    def users(self) -> int:
        """People; never a multiple of 7, so that steps of 7 reach all of them."""
        people = max(80, self.posts // 25)
        return people + (people % 7 == 0)

    @cached_property
    def late(self) -> int:
        """Seconds by which this forum opened after `OPENED`: no two seeds make the same moments."""
        return mixed(self.seed, 0) % 1_000_000

    @cached_property
    def before(self) -> int:
        """The last post that was written by the old release."""
        return self.posts * 9 // 10

    @cached_property
    def legacy_posts(self) -> int:
        """Posts with legacy polls."""
        return max(1, self.polls // sum(POLLS_IN_POST)) * len(POLLS_IN_POST)

    @cached_property
    def legacy_polls(self) -> int:
        """Polls in them."""
        return self.legacy_posts // len(POLLS_IN_POST) * sum(POLLS_IN_POST)

    @cached_property
    def new_posts(self) -> int:
        """Posts with polls that the new release made, and nobody before it."""
        return max(1, self.legacy_posts // 8)

    @cached_property
    def single_poll_posts(self) -> int:
        """Posts with exactly one legacy poll: those that can be remade."""
        return self.legacy_posts // len(POLLS_IN_POST) * len(SINGLES)

    def legacy_post(self, number: int) -> int:
        """The post of the given legacy poll post."""
        step = self.before // self.legacy_posts
        return 1 + step // 2 + number * step

    def new_post(self, number: int) -> int:
        """The post of the given poll post of the new release."""
        step = (self.posts - self.before) // self.new_posts
        return self.before + 1 + step // 2 + number * step

    def poll_post(self, post: int) -> tuple[bool, int] | None:
        """Whether that post has polls: if so, whether legacy ones, and its number among those."""
        legacy = post <= self.before
        first = self.legacy_post(0) if legacy else self.new_post(0)
        count = self.legacy_posts if legacy else self.new_posts
        step = (self.before if legacy else self.posts - self.before) // count
        number, rest = divmod(post - first, step)
        return (legacy, number) if rest == 0 and 0 <= number < count else None

    def remade_number(self, number: int) -> int | None:
        """Which of the remade polls stands in that legacy poll post, if one does."""
        block, slot = divmod(number, len(POLLS_IN_POST))
        if slot not in SINGLES:
            return None
        place = block * len(SINGLES) + SINGLES.index(slot)
        before, after = (one * self.remade // self.single_poll_posts for one in (place, place + 1))
        return before if after > before else None

    def threads(self) -> Iterator[Thread]:
        """All topics, in order."""
        first, topic, wave = 1, 1, 0
        while first <= self.posts:
            length = LENGTHS[wave % len(LENGTHS)]
            for lane in range(min(LANES, self.posts - first + 1)):
                start = first + lane
                yield Thread(topic, start, min(length, (self.posts - start) // LANES + 1))
                topic += 1
            first += length * LANES
            wave += 1

    def author(self, draw: int) -> int:
        """Who wrote the post that was given that draw: a few write most."""
        return 1 + (draw >> 8) % self.users * ((draw >> 34) % self.users) // self.users

    def written(self, post: int) -> str:
        """When, as SQL reads it."""
        if post <= self.before:
            return _clock(self.late + post * (_SPAN_BEFORE - self.late) // self.before)
        return _clock(_SPAN_BEFORE + (post - self.before) * _SPAN_BETWEEN // (self.posts - self.before))


_SPAN_BEFORE = int((PHASE_ONE - OPENED).total_seconds())
_SPAN_BETWEEN = int((TODAY - PHASE_ONE).total_seconds())


def between(part: int, of: int) -> str:
    """A moment between the phases."""
    return _clock(_SPAN_BEFORE + _SPAN_BETWEEN * part // of)


def likes(draw: int) -> int:
    """How many people like the post that was given that draw."""
    return (0, 0, 0, 0, 0, 1, 1, 2)[draw & 7]


def mixed(seed: int, number: int) -> int:
    """64 bits that look drawn at random and always are the same."""
    bits = (number * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03) & MASK
    bits = ((bits ^ bits >> 29) * 0xBF58476D1CE4E5B9) & MASK
    return bits ^ bits >> 32


def _clock(seconds: int) -> str:
    day, rest = divmod(seconds, 86400)
    hour, rest = divmod(rest, 3600)
    return f"{DAYS[day]} {hour:02}:{rest // 60:02}:{rest % 60:02}"
