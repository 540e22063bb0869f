"""Forums made by hand, and what the script that copies all polls at once leaves of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import Server
from tests.truth.carried import SETTINGS, Seen
from tests.truth.compare import TEMPLATE
from tests.truth.legacy import Field, Forum, NewPoll
from tests.truth.premigrated import apply, filled, ready, report_on, seen
from tests.truth.texts import Json, written

USERS = (1, 2, 3, 4)
SOUP: Json = {"id": "a1", "html": "Soup"}
BREAD: Json = {"id": "b2", "html": "Bread"}


@contextmanager
def opened(server: Server, name: str) -> Iterator[Clone]:
    """One database, to be emptied between forums."""
    with pytest.MonkeyPatch.context() as patch:
        ready(server, patch.setattr)
        clone = server.create(name, TEMPLATE)
        yield clone
    server.drop(clone.database)
    server.drop(TEMPLATE)


def poll(name: Json = "poll", *options: Json, **settings: Json) -> Json:
    """A legacy poll that is as it should be, but for what is asked."""
    return {"name": name, "status": "open", "options": list(options or (SOUP, BREAD)), **settings}


def field(post: int, value: Json, name: str = "polls", day: int = 1) -> Field:
    """The polls of a post."""
    return Field(post, name, written(value), "2018-01-02 03:04:05.678", f"2018-02-{day:02} 04:05:06.999")


def votes(post: int, value: Json, day: int = 1) -> Field:
    """The votes of a post, by voter and poll."""
    return field(post, value, "polls-votes", day)


def copied(place: Clone, folder: Path, *fields: Field, polls: tuple[NewPoll, ...] = ()) -> Seen:
    """What the script leaves of a forum with these fields; `folder` holds it then."""
    posts = tuple((post, False) for post in range(1, 10))
    filled(place, Forum("made up", (), posts, USERS, fields, polls))
    apply(place, report_on(place), folder)
    return seen(place)


def settings(one: Seen, name: str, post: int = 1) -> dict[str, object]:
    """The settings of a poll by name."""
    return dict(zip(SETTINGS, one.polls[post, name].settings, strict=True))


def left(one: Seen) -> set[tuple[object, ...]]:
    """What was left behind: poll, voter, option, why."""
    return {(row["poll"], row["voter"], row["option"], row["why"]) for row in one.left}


def marks(one: Seen, name: str = "poll", post: int = 1) -> set[tuple[object, ...]]:
    """The votes of a poll: option, user."""
    return one.polls[post, name].marks
