"""Shapes that nobody listed: any value anywhere, and documents with letters out of place."""

from random import Random

from tests.truth.draft import Draft
from tests.truth.texts import Again, Json, Raw, odd, written

LETTERS = "{}[]\",:\\0123456789eE+-.truefalsn u/'\t\n\u00a0é"


def poked(draft: Draft, pick: Random) -> None:
    """Puts any value in any place of a document, or takes a member away, or doubles it, or wraps it."""
    legacy = pick.choice(list(draft.legacy.values()))
    if legacy.voted and pick.random() < 0.5:
        legacy.votes = _poked(legacy.votes, pick)
    else:
        legacy.polls = _poked(legacy.polls, pick)


def scratched(draft: Draft, pick: Random) -> None:
    """Changes a letter or two of a document's text."""
    legacy = pick.choice(list(draft.legacy.values()))
    votes = legacy.voted and pick.random() < 0.5
    value = legacy.votes if votes else legacy.polls
    text = "" if value is None else written(value)
    for _ in range(pick.randint(1, 2)):
        at = pick.randint(0, len(text))
        cut = pick.randint(0, 2)
        text = text[:at] + pick.choice([*LETTERS, ""]) + text[at + cut :]
    if votes:
        legacy.votes = Raw(text)
    else:
        legacy.polls = Raw(text)


def _poked(value: Json, pick: Random) -> Json:
    """A copy of `value` with one place changed; the deeper a place, the likelier it is reached."""
    if isinstance(value, dict) and value and pick.random() < 0.85:
        key = pick.choice(list(value))
        return _member(value, key, pick)
    if isinstance(value, list) and value and pick.random() < 0.85:
        at = pick.randrange(len(value))
        if pick.random() < 0.1:
            return [*value, value[at]]
        return [*value[:at], *_element(value[at], pick), *value[at + 1 :]]
    return pick.choice([odd(pick), odd(pick), odd(pick), [value], {"x": value}, [value, odd(pick)]])


def _element(value: Json, pick: Random) -> list[Json]:
    return [] if pick.random() < 0.1 else [_poked(value, pick)]


def _member(value: dict[str, Json], key: str, pick: Random) -> dict[str, Json]:
    done = pick.random()
    if done < 0.1:
        return {one: inner for one, inner in value.items() if one is not key}
    if done < 0.2:
        return {**value, Again(key): _poked(value[key], pick)}
    if done < 0.28:
        return {_key(pick) if one is key else one: inner for one, inner in value.items()}
    return {one: _poked(inner, pick) if one is key else inner for one, inner in value.items()}


def _key(pick: Random) -> str:
    value = odd(pick)
    return value if isinstance(value, Raw) and value.startswith('"') else str(value)
