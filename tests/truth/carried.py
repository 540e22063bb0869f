"""What stands in the new tables, held against what the migration leaves there and against what stood in the fields."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

SETTINGS = (
    *("type", "status", "visibility", "close_at", "min", "max", "step"),
    *("anonymous_voters", "created_at", "updated_at"),
)
UNREAD = "close cannot be read"
POLLS = """
select p.post_id, p.name, p.id <= 1000 as new, row_to_json(p)::text as settings,
       (select coalesce(json_agg(
          json_build_array(o.digest, o.html, o.anonymous_votes, o.created_at, o.updated_at)), '[]')
        from poll_options o where o.poll_id = p.id)::text as options,
       (select coalesce(json_agg(json_build_array(o.digest, v.user_id, v.created_at, v.updated_at)), '[]')
        from poll_votes v join poll_options o on o.id = v.poll_option_id where v.poll_id = p.id)::text as votes
from polls p where p.post_id is not null
"""
FIELDS = """
select id, post_id, name, value, created_at::text as c, updated_at::text as u from post_custom_fields order by id
"""
SURPLUS = """
select id, post_id
from (
  select id, post_id,
         row_number() over (partition by post_id, kind order by value is null, updated_at desc, id desc) as nth
  from legacy_objects
) f where nth > 1
"""
UNDER_KEY = """
select distinct p.post_id, p.name, b.user_id, e.digest
from legacy_polls p
join legacy_ballots b on b.post_id = p.post_id and b.poll = p.key and b.known
cross join lateral (
  select v.value #>> '{}' as digest
  from json_array_elements(
    case json_typeof(b.list) when 'array' then b.list else json_build_array(b.list) end) as v(value)
  where json_typeof(v.value) = 'string'
  union all
  select k.key from json_object_keys(case json_typeof(b.list) when 'object' then b.list end) as k(key)
) e
where p.name is not null and p.name <> p.key
"""
QUESTIONS = {
    "polls": "select field_id, post_id, key, name from legacy_polls",
    "options": "select field_id, post_id, key, name, place, digest, html from legacy_options",
    "votes": "select field_id, post_id, voter, user_id, known, poll, digest from legacy_votes",
    "ballots": "select post_id, user_id from legacy_ballots where known",
    "surplus": SURPLUS,
    "under key": UNDER_KEY,
}

Row = Mapping[str, object]
Legacy = Mapping[str, Sequence[Row]]
"""The answers to QUESTIONS."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll that stands in the new tables: its settings, options by id, and votes (option, user, times)."""

    new: bool
    settings: tuple[object, ...]
    options: frozenset[tuple[object, ...]]
    votes: frozenset[tuple[object, ...]]

    @classmethod
    def of(cls, row: Row) -> "Poll":
        """A row of POLLS."""
        settings = json.loads(str(row["settings"]))
        options, votes = (frozenset(map(tuple, json.loads(str(row[part])))) for part in ("options", "votes"))
        return cls(bool(row["new"]), tuple(settings[one] for one in SETTINGS), options, votes)

    @property
    def marks(self) -> set[tuple[object, ...]]:
        """The votes without their times."""
        return {one[:2] for one in self.votes}


@dataclass(frozen=True, slots=True)
class Seen:
    """The polls by post and name, the custom fields, and what was left behind."""

    polls: Mapping[tuple[object, str], Poll]
    fields: Sequence[Row]
    left: Sequence[Row] = ()

    def marked(self) -> Counter[object]:
        """Posts with how often each is marked."""
        return Counter(one["post_id"] for one in self.fields if one["name"] == "has_polls")

    def others(self) -> Counter[tuple[object, ...]]:
        """All other custom fields, ids apart."""
        parts = ("post_id", "name", "value", "c", "u")
        return Counter(tuple(one[part] for part in parts) for one in self.fields if one["name"] != "has_polls")

    def of_post(self, post: object) -> dict[str, Poll]:
        """The polls of a post by name."""
        return {name: poll for (at, name), poll in self.polls.items() if at == post}

    def listed(self, field: object, poll: object) -> list[Row]:
        """What was left behind of a poll in a field."""
        return [one for one in self.left if (one["field_id"], one["poll"]) == (field, poll)]


def same_fields(before: Seen, real: Seen, after: Seen, legacy: Legacy) -> Iterator[str]:
    """The custom fields as the migration leaves them, but none marked twice that was marked before.

    A post may be marked for a poll that stood in a surplus field.
    """
    rescued = {one["post_id"] for one in legacy["surplus"] if after.of_post(one["post_id"])}
    expected = Counter({post: before.marked()[post] or 1 for post in {*real.marked(), *rescued}})
    if after.marked() != expected:
        yield f"marked are {after.marked()}, not {expected}"
    more, less = after.others() - real.others(), real.others() - after.others()
    if more or less:
        yield f"custom fields: only by the script {dict(more)}, only by the migration {dict(less)}"


def same_polls(real: Seen, after: Seen, legacy: Legacy) -> Iterator[str]:
    """The polls as the migration makes them, but for votes under a key, and for what surplus fields hold."""
    for key, expected in real.polls.items():
        got = after.polls.get(key)
        if got is None:
            yield f"{key} is not there"
            continue
        differ = _settings_that_differ(key, expected, got, after, legacy)
        if differ:
            yield f"{key}: {differ} are {got.settings}, not {expected.settings}"
        if got.options != expected.options:
            yield f"{key}: options are {set(got.options)}, not {set(expected.options)}"
        yield from (f"{key}: {one}" for one in _votes_that_differ(key, expected, got, legacy))


def _settings_that_differ(key: tuple[object, str], real: Poll, got: Poll, after: Seen, legacy: Legacy) -> list[str]:
    post, name = key
    aliases = [one for one in legacy["polls"] if (one["post_id"], one["name"]) == (post, name)]
    unread = any(left["why"] == UNREAD for one in aliases for left in after.listed(one["field_id"], one["key"]))
    pairs = zip(SETTINGS, real.settings, got.settings, strict=True)
    return [one for one, first, second in pairs if first != second and not (unread and one == "close_at")]


def _votes_that_differ(key: tuple[object, str], real: Poll, got: Poll, legacy: Legacy) -> Iterator[str]:
    post, name = key
    if real.votes - got.votes:
        yield f"votes are missing: {set(real.votes - got.votes)}"
    if any(one["post_id"] == post for one in legacy["surplus"]):
        return
    offered = {one[0] for one in got.options}
    filed = {
        (one["digest"], one["user_id"]) for one in legacy["under key"] if (one["post_id"], one["name"]) == (post, name)
    }
    expected = {one for one in filed if one[0] in offered}
    if got.marks - real.marks - expected:
        yield f"votes that were not there: {got.marks - real.marks - expected}"
    if expected - got.marks:
        yield f"votes under its key are missing: {expected - got.marks}"


def accounted(legacy: Legacy, before: Seen, after: Seen) -> Iterator[str]:
    """Every poll, option and vote is there or listed; what was there is there; and nothing came from nowhere."""
    for one in legacy["polls"]:
        there = {one["key"], one["name"]} & after.of_post(one["post_id"]).keys()
        if not there and not after.listed(one["field_id"], one["key"]):
            yield f"poll {one} is neither there nor listed"
    yield from (f"option {one} is neither there nor listed" for one in legacy["options"] if not _option(one, after))
    yield from (f"vote {one} is neither there nor listed" for one in legacy["votes"] if not _vote(one, legacy, after))
    voters = {(one["post_id"], one["user_id"]) for one in legacy["ballots"]}
    for key, poll in after.polls.items():
        old = before.polls.get(key)
        if old is not None and (old.votes - poll.votes or old.settings[:7] != poll.settings[:7]):
            yield f"{key} was changed from {old} to {poll}"
        added = poll.votes - (old.votes if old else frozenset())
        strangers = {one[1] for one in added if (key[0], one[1]) not in voters}
        if strangers:
            yield f"{key}: votes of {strangers} came from nowhere"


def _option(option: Row, after: Seen) -> bool:
    for left in after.listed(option["field_id"], option["key"]):
        if left["voter"] is None and (
            left["option"] in (option["digest"], str(option["place"])) or left["option"] is None
        ):
            return True
    polls = after.of_post(option["post_id"])
    offered = [one for name in (option["key"], option["name"]) if name in polls for one in polls[str(name)].options]
    return any(option["digest"] == one[0] or str(one[1]).strip() == option["html"] for one in offered)


def _vote(vote: Row, legacy: Legacy, after: Seen) -> bool:
    """For the option of its id, or of the same text."""
    post, digest = vote["post_id"], vote["digest"]
    said = [(one["voter"], one["option"]) for one in after.listed(vote["field_id"], vote["poll"])]
    if digest is None or (vote["voter"], digest) in said:
        return True
    texts = {one["html"] for one in legacy["options"] if (one["post_id"], one["digest"]) == (post, digest)}
    return any(
        (digest, vote["user_id"]) in poll.marks
        or any(str(one[1]).strip() in texts and (one[0], vote["user_id"]) in poll.marks for one in poll.options)
        for poll in after.of_post(post).values()
    )
