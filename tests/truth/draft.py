"""A small forum while it is made: legacy polls, and what new code wrote between the phases."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.truth.texts import Json, Raw

Change = Callable[["Draft", Random], None]

HAZARDS: dict[str, Change] = {}
HARMLESS: dict[str, Change] = {}


class UnfitError(Exception):
    """The forum has nothing that this change could be made to."""


def hazard(change: Change) -> Change:
    """Counts `change` among those that break the migration or lose something."""
    HAZARDS[change.__name__.replace("_", "-")] = change
    return change


def harmless(change: Change) -> Change:
    """Counts `change` among those that look as if they did."""
    HARMLESS[change.__name__.replace("_", "-")] = change
    return change


@dataclass
class Legacy:
    """The two fields of a post, that of the votes only if `voted`. None is SQL's null, Raw is text as it stands."""

    polls: Json
    votes: Json
    voted: bool = True
    times: tuple[str, str] = ("2018-01-02 03:04:05.678901", "2018-02-03 04:05:06.5")


@dataclass
class Made:
    """A poll that new code made; votes are pairs of an option's place and a user."""

    post_id: int | None
    name: str
    options: list[tuple[str, str]]
    votes: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Draft:
    """Posts with whether they are deleted, users, legacy fields by post, further fields, and polls made since."""

    posts: dict[int, bool]
    users: list[int]
    legacy: dict[int, Legacy] = field(default_factory=dict)
    fields: list[tuple[int, str, str | None]] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)

    def post(self, pick: Random) -> tuple[int, Legacy]:
        """A post whose polls are an object of objects."""
        fit = [(at, one) for at, one in self.legacy.items() if _members(one.polls)]
        if not fit:
            raise UnfitError
        return pick.choice(fit)

    def poll(self, pick: Random) -> dict[str, Json]:
        """A legacy poll."""
        return self.named(pick)[3]

    def named(self, pick: Random) -> tuple[int, Legacy, str, dict[str, Json]]:
        """A legacy poll with its post, its fields and its key."""
        at, legacy = self.post(pick)
        key, poll = pick.choice(_members(legacy.polls))
        return at, legacy, key, poll

    def option(self, pick: Random) -> dict[str, Json]:
        """An option of a legacy poll."""
        fit = [
            option
            for legacy in self.legacy.values()
            for _, poll in _members(legacy.polls)
            for option in (poll["options"] if isinstance(poll.get("options"), list) else [])
            if isinstance(option, dict)
        ]
        if not fit:
            raise UnfitError
        return pick.choice(fit)

    def ballots(self, pick: Random) -> tuple[Legacy, dict[str, Json]]:
        """The votes of a post in which somebody voted."""
        fit = [one for one in self.legacy.values() if one.voted and isinstance(one.votes, dict) and one.votes]
        if not fit:
            raise UnfitError
        legacy = pick.choice(fit)
        return legacy, legacy.votes

    def ballot(self, pick: Random) -> tuple[dict[str, Json], str]:
        """What one who is a user voted in a post, and under which key."""
        _, votes = self.ballots(pick)
        fit = [key for key, one in votes.items() if isinstance(one, dict) and one and key in map(str, self.users)]
        if not fit:
            raise UnfitError
        key = pick.choice(fit)
        return votes, key

    def mark(self, pick: Random) -> tuple[dict[str, Json], str]:
        """The lists of one who is a user, and the poll of one of them."""
        votes, key = self.ballot(pick)
        lists = votes[key]
        return lists, pick.choice(list(lists))

    def name_of(self, poll: dict[str, Json]) -> str:
        """What the migration calls a poll whose name is plain."""
        name = poll.get("name")
        if isinstance(name, Raw) or not isinstance(name, str | None):
            raise UnfitError
        return name if name and name.strip() else "poll"


def _members(polls: Json) -> list[tuple[str, dict[str, Json]]]:
    return [one for one in polls.items() if isinstance(one[1], dict)] if isinstance(polls, dict) else []
