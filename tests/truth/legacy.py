"""Random forums between the phases, as rows."""

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, count, islice
from random import Random
from typing import Any, Self

from auditor.forum import schema
from auditor.forum.catalog import Catalog, load_catalog
from tests.truth import fields_hazards, options_hazards, polls_hazards, settings_hazards, votes_hazards, wild
from tests.truth.clean import forum
from tests.truth.draft import HARMLESS, HAZARDS, Draft, Legacy, UnfitError
from tests.truth.texts import Json, written

TABLES = (
    *("posts", "topics", "users", "site_settings", "schema_migrations"),
    *("post_custom_fields", "polls", "poll_options", "poll_votes"),
)
MADE_UP = (
    polls_hazards,
    options_hazards,
    votes_hazards,
    fields_hazards,
    settings_hazards,
)  # importing them fills HAZARDS and HARMLESS
NOW = "2018-09-09 09:09:09"
SOLO, MIXED, PLAIN = 0.6, 0.75, 0.85


@dataclass(frozen=True, slots=True)
class Field:
    """A row of post_custom_fields."""

    post_id: int
    name: str
    value: str | None
    created_at: str = NOW
    updated_at: str = NOW


@dataclass(frozen=True, slots=True)
class NewPoll:
    """A row of polls with its options (digest, html) and votes (place of the option, user)."""

    post_id: int | None
    name: str
    options: tuple[tuple[str, str], ...] = ()
    votes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum small enough to be read by a person; `hazards` are the changes made to a clean one."""

    name: str
    hazards: tuple[str, ...]
    posts: tuple[tuple[int, bool], ...]
    users: tuple[int, ...]
    fields: tuple[Field, ...]
    polls: tuple[NewPoll, ...] = ()

    def sql(self) -> str:
        """The rows, as statements for the tables of `tables`."""
        return "begin;\n" + ";\n".join(chain(_people(self), _fields(self), _polls(self))) + ";\ncommit;\n"

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The forum that `to_json` gave."""
        return cls(
            name=value["name"],
            hazards=tuple(value["hazards"]),
            posts=tuple((post, deleted) for post, deleted in value["posts"]),
            users=tuple(value["users"]),
            fields=tuple(Field(**one) for one in value["fields"]),
            polls=tuple(
                NewPoll(one["post_id"], one["name"], tuple(map(tuple, one["options"])), tuple(map(tuple, one["votes"])))
                for one in value["polls"]
            ),
        )


def tables() -> str:
    """The tables that the migration and the auditor look at, as a forum has them after the first phase."""
    whole = load_catalog()
    cut: Catalog = {**whole, "extensions": [], "tables": {name: whole["tables"][name] for name in TABLES}}
    lines = [*schema.before_load(cut), *chain.from_iterable(schema.keys(cut, name) for name in TABLES)]
    return ";\n".join([*lines, *schema.after_load(cut)])


def random_forum(seed: int, number: int) -> Forum:
    """Forum `number` of the series `seed`: mostly clean with one change or none, some with several, some wild."""
    pick = Random(f"{seed}/{number}")
    names = list(HAZARDS)
    draft, share = forum(pick), pick.random()
    if share < SOLO:
        asked = [names[number % len(names)]]
    elif share < MIXED:
        asked = pick.sample(names, pick.randint(2, 3))
    else:
        asked = []
    done = [one for one in asked if _changed(draft, HAZARDS[one], pick)]
    if pick.random() < (0.9 if not asked and share < PLAIN else 0.3):
        done += [one for one in pick.sample(list(HARMLESS), pick.randint(1, 3)) if _changed(draft, HARMLESS[one], pick)]
    if share >= PLAIN:
        change = pick.choice([wild.poked, wild.poked, wild.scratched])
        for _ in range(pick.choice([1, 1, 1, 2, 3])):
            _changed(draft, change, pick)
        done.append(change.__name__)
    return _frozen(draft, f"{seed}-{number}", tuple(done), pick)


def crowd(forums: Sequence[Forum]) -> Forum:
    """The posts of several forums in one, each thousand those of another; the users of all are users."""
    shifted = [(at * 1000, one) for at, one in enumerate(forums)]
    return Forum(
        forums[0].name,
        tuple(sorted({hazard for one in forums for hazard in one.hazards})),
        tuple((shift + post, deleted) for shift, one in shifted for post, deleted in one.posts),
        tuple(sorted({user for one in forums for user in one.users})),
        tuple(replace(field, post_id=shift + field.post_id) for shift, one in shifted for field in one.fields),
        tuple(
            replace(poll, post_id=None if poll.post_id is None else shift + poll.post_id)
            for shift, one in shifted
            for poll in one.polls
        ),
    )


def batched(forums: Iterator[Forum], size: int) -> Iterator[list[Forum]]:
    """The forums, `size` at a time."""
    while batch := list(islice(forums, size)):
        yield batch


def chosen_forums(asked: Namespace) -> Iterator[Forum]:
    """The forums of a run: `databases` of the series `seed` from number `first` on, with the change `only` if any."""
    forums = (random_forum(asked.seed, number) for number in count(asked.first))
    return islice((one for one in forums if asked.only is None or asked.only in one.hazards), asked.databases)


def _changed(draft: Draft, change: Any, pick: Random) -> bool:
    try:
        change(draft, pick)
    except UnfitError:
        return False
    return True


def _frozen(draft: Draft, name: str, hazards: tuple[str, ...], pick: Random) -> Forum:
    fields = [one for post, legacy in draft.legacy.items() for one in _of_post(post, legacy, pick)]
    fields += [Field(*one) for one in draft.fields]
    if pick.random() < 0.5:
        pick.shuffle(fields)
    polls = {(one.post_id, one.name): one for one in draft.made}.values()
    return Forum(
        name,
        hazards,
        tuple(draft.posts.items()),
        tuple(draft.users),
        tuple(fields),
        tuple(
            NewPoll(one.post_id, one.name, tuple(one.options), tuple(one.votes))
            for one in polls
            if one.post_id is None or one.post_id in draft.posts
        ),
    )


def _of_post(post: int, legacy: Legacy, pick: Random) -> Iterator[Field]:
    yield Field(post, "polls", _value(legacy.polls, pick), *legacy.times)
    if legacy.voted:
        yield Field(post, "polls-votes", _value(legacy.votes, pick), *legacy.times)


def _value(document: Json, pick: Random) -> str | None:
    return None if document is None else written(document, pick)


def _people(one: Forum) -> Iterator[str]:
    posts = [(post, post, 1, "", "", NOW, NOW, NOW, NOW if deleted else None) for post, deleted in one.posts]
    columns = "id, topic_id, post_number, raw, cooked, created_at, updated_at, last_version_at, deleted_at"
    yield from _insert("posts", columns, posts)
    users = [(user, f"u{user}", f"u{user}", NOW, NOW, 1) for user in one.users]
    yield from _insert("users", "id, username, username_lower, created_at, updated_at, trust_level", users)


def _fields(one: Forum) -> Iterator[str]:
    rows = [(at, f.post_id, f.name, f.value, f.created_at, f.updated_at) for at, f in enumerate(one.fields, 1)]
    yield from _insert("post_custom_fields", "id, post_id, name, value, created_at, updated_at", rows)
    yield f"select setval('post_custom_fields_id_seq', {len(rows) + 1})"


def _polls(one: Forum) -> Iterator[str]:
    polls, options, votes = [], [], []
    for at, poll in enumerate(one.polls, 1):
        polls.append((at, poll.post_id, poll.name, NOW, NOW))
        options += [(at * 100 + place, at, *option, 0, NOW, NOW) for place, option in enumerate(poll.options)]
        votes += [(at, at * 100 + place, user, NOW, NOW) for place, user in poll.votes]
    yield from _insert("polls", "id, post_id, name, created_at, updated_at", polls)
    columns = "id, poll_id, digest, html, anonymous_votes, created_at, updated_at"
    yield from _insert("poll_options", columns, options)
    yield from _insert("poll_votes", "poll_id, poll_option_id, user_id, created_at, updated_at", votes)
    yield "select setval('polls_id_seq', 1000), setval('poll_options_id_seq', 100000)"


def _insert(table: str, columns: str, rows: Sequence[Sequence[object]]) -> Iterator[str]:
    if rows:
        values = ",\n  ".join(f"({', '.join(map(_literal, row))})" for row in rows)
        yield f"insert into {table} ({columns}) values\n  {values}"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
