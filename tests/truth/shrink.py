"""A mismatch made as small as it gets."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.truth.legacy import Forum

TRIES = 60


def shrunk(forum: Forum, still: Callable[[Forum], bool], tries: int = TRIES) -> Forum:
    """A smaller forum of which `still` holds, after at most `tries` questions."""
    left = tries
    while True:
        for smaller in _smaller(forum):
            if left == 0:
                return forum
            left -= 1
            if still(smaller):
                forum = smaller
                break
        else:
            return forum


def _smaller(forum: Forum) -> Iterator[Forum]:
    posts = {one.post_id for one in forum.fields}
    if len(posts) > 1:
        for post in sorted(posts):
            yield replace(forum, fields=tuple(one for one in forum.fields if one.post_id == post))
    for name in ("fields", "polls"):
        rows = getattr(forum, name)
        for at in range(len(rows)):
            yield replace(forum, **{name: rows[:at] + rows[at + 1 :]})
    wanted = {one.post_id for one in forum.fields} | {one.post_id for one in forum.polls}
    if any(post not in wanted for post, _ in forum.posts):
        yield replace(forum, posts=tuple(one for one in forum.posts if one[0] in wanted))
    for at, field in enumerate(forum.fields):
        for value in _texts(field.value):
            one = replace(field, value=value)
            yield replace(forum, fields=(*forum.fields[:at], one, *forum.fields[at + 1 :]))
    for at, user in enumerate(forum.users):
        if len(forum.users) > 1 and all(user != voter for poll in forum.polls for _, voter in poll.votes):
            yield replace(forum, users=forum.users[:at] + forum.users[at + 1 :])


def _texts(text: str | None) -> Iterator[str]:
    """The document with one member or element less, its writing otherwise kept as far as Python can."""
    if text is None:
        return
    try:
        document = json.loads(text, object_pairs_hook=_Members, parse_int=_Written, parse_float=_Written)
    except (ValueError, RecursionError):
        yield from (text[: len(text) // 2], text[len(text) // 2 :]) if len(text) > 8 else ()
        return
    for smaller in _documents(document):
        yield _text(smaller)


class _Written(str):
    """A number as it was written."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object's members, equal keys and all."""


def _documents(value: Any) -> Iterator[Any]:
    if isinstance(value, _Members):
        yield from (_Members(value[:at] + value[at + 1 :]) for at in range(len(value)))
        for at, (key, inner) in enumerate(value):
            for smaller in _documents(inner):
                yield _Members([*value[:at], (key, smaller), *value[at + 1 :]])
    elif isinstance(value, list):
        yield from (value[:at] + value[at + 1 :] for at in range(len(value)))
        for at, inner in enumerate(value):
            for smaller in _documents(inner):
                yield [*value[:at], smaller, *value[at + 1 :]]


def _text(value: Any) -> str:
    if isinstance(value, _Members):
        return "{" + ",".join(f"{_text(key)}:{_text(one)}" for key, one in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, _Written):
        return value
    if isinstance(value, str):
        plain = all(one >= " " and one not in '"\\' and not "\ud800" <= one <= "\udfff" for one in value)
        return f'"{value}"' if plain else json.dumps(value)
    return json.dumps(value)
