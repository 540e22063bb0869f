"""Legacy JSON as the migration reads it, with the very text of each poll."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SPACE = re.compile(r"[ \t\n\r]*")
BLANK = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*")
DIGITS = re.compile(r"[\t-\r ]*([+-]?\d+(?:_\d+)*)")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object: its key, its value, and the text `"key": value`."""

    key: str
    value: Any
    text: str

    def is_text(self, text: str | None) -> bool:
        """Whether `text` is JSON of the same value."""
        try:
            return text is not None and bool(_read(text) == self.value)
        except ValueError:
            return False


def members(text: str) -> list[Member] | None:
    """The members of the object, or of the one that an array begins with; None where there is none."""
    try:
        value = _read(text)
    except ValueError:
        return None
    at = SPACE.match(text).end()  # type: ignore[union-attr]
    if isinstance(value, list) and value:
        value, at = value[0], SPACE.match(text, at + 1).end()  # type: ignore[union-attr]
    if not isinstance(value, dict):
        return None
    last: dict[str, Member] = {}
    for one in _members(text, at + 1):
        last[one.key] = one
    return list(last.values())


def name_of(poll: Any) -> str:
    """What the migration calls it, where it calls it anything."""
    name = poll.get("name") if isinstance(poll, dict) else None
    return name if isinstance(name, str) and not BLANK.fullmatch(name) else "poll"


def voices(text: str, name: str) -> Iterator[tuple[str, int, str]]:
    """Voter, the user meant, and option of each vote under the name."""
    ballots = members(text) if text else None
    for one in ballots or ():
        lists = one.value.get(name) if isinstance(one.value, dict) else ()
        lists = lists if isinstance(lists, list) else ()
        found = DIGITS.match(one.key)
        user = int(found.group(1).replace("_", "")) if found else 0
        yield from ((one.key, user, digest) for digest in lists if isinstance(digest, str))


def _members(text: str, at: int) -> Iterator[Member]:
    decoder = json.JSONDecoder(strict=False)
    while True:
        begun = SPACE.match(text, at).end()  # type: ignore[union-attr]
        if text[begun] == "}":
            return
        key, at = decoder.raw_decode(text, begun)
        at = SPACE.match(text, SPACE.match(text, at).end() + 1).end()  # type: ignore[union-attr]
        value, at = decoder.raw_decode(text, at)
        yield Member(key, value, text[begun:at])
        at = SPACE.match(text, at).end()  # type: ignore[union-attr]
        if text[at] == "}":
            return
        at += 1


def _read(text: str) -> Any:
    def refused(word: str) -> None:
        raise ValueError(word)

    return json.loads(text, parse_constant=refused)
