"""Two streams of rows, each in the order of its keys: what stands in one and not in the other, and what differs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from auditor.errors import QueryError

SAMPLE = 5

Fields = tuple[bytes, ...]
"""A row: its key, a digest of its values, and for each column that may be null whether it is, as 0 and 1."""
Key = tuple[int | str, ...]


@dataclass(slots=True)
class Tally:
    """How many, and the first few keys of them."""

    count: int = 0
    keys: list[Key] = field(default_factory=list)

    def add(self, key: Key) -> None:
        """One more."""
        self.count += 1
        if len(self.keys) < SAMPLE:
            self.keys.append(key)


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the old rows. `emptied` has, by its place, each column of which values became null."""

    gone: Tally = field(default_factory=Tally)
    changed: Tally = field(default_factory=Tally)
    added: Tally = field(default_factory=Tally)
    emptied: dict[int, Tally] = field(default_factory=dict)


def merged(old: Iterator[Fields], new: Iterator[Fields], key: Callable[[Fields], Key]) -> Merged:
    """The two streams side by side. A key may stand in one several times: each is matched with one of the other.

    Raises QueryError where a stream is not in order: nothing could be said then.
    """
    found = Merged()
    first, second = _ascending(key), _ascending(key)
    one, other = next(old, None), next(new, None)
    while one is not None and other is not None:
        if one == other:  # most are, and need not be read
            one, other = next(old, None), next(new, None)
            continue
        was, now = first(one), second(other)
        if was == now:
            _compare(was, one, other, found)
            one, other = next(old, None), next(new, None)
        elif was < now:
            found.gone.add(was)
            one = next(old, None)
        else:
            found.added.add(now)
            other = next(new, None)
    for tally, row, others, read in ((found.gone, one, old, first), (found.added, other, new, second)):
        for left in chain([row] if row else [], others):
            tally.add(read(left))
    return found


def thinned(old: Iterable[tuple[int, int]], new: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Of numbered parts with what they hold, in order, those that hold less in `new` or are not in it."""
    left = iter(new)
    part, holds = next(left, (-1, 0))
    for number, held in old:
        if number != part:
            yield number
            continue
        if held != holds:
            yield number
        part, holds = next(left, (-1, 0))


def _compare(key: Key, one: Fields, other: Fields, found: Merged) -> None:
    found.changed.add(key)
    if one[-1] != other[-1]:
        for at, (was, now) in enumerate(zip(one[-1], other[-1], strict=True)):
            if was < now:
                found.emptied.setdefault(at, Tally()).add(key)


def _ascending(key: Callable[[Fields], Key]) -> Callable[[Fields], Key]:
    last: Key | None = None

    def read(fields: Fields) -> Key:
        nonlocal last
        found = key(fields)
        if last is not None and found < last:
            raise QueryError("rows did not come in the order of their keys; nothing can be told of them")
        last = found
        return found

    return read
