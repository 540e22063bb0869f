"""Which table and which column of the one database is which of the other, and by what a row is known in both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.db.relations import Attribute, Relation

WHOLE = frozenset({"smallint", "integer", "bigint"})
_ALIKE = (WHOLE, frozenset({"text", "character varying"}))


@dataclass(frozen=True, slots=True)
class Shared:
    """A column before and after."""

    old: Attribute
    new: Attribute

    @property
    def retyped(self) -> bool:
        """Whether a value that is the same may be written in another way now."""
        types = {self.old.type, self.new.type}
        return len(types) > 1 and not any(types <= alike for alike in _ALIKE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A table before and after. `key` is empty where there is nothing to know a row by in both."""

    old: Relation
    new: Relation
    shared: tuple[Shared, ...]
    gone: tuple[Attribute, ...]
    key: tuple[Shared, ...]

    @property
    def in_place(self) -> bool:
        """Whether a row that nobody wrote lies where it lay."""
        return self.old.oid == self.new.oid and self.old.files == self.new.files

    @property
    def nullable(self) -> tuple[Shared, ...]:
        """The columns in which a value may have become null."""
        return tuple(one for one in self.shared if not one.new.filled)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A table that is not there any more."""

    table: Relation


@dataclass(frozen=True, slots=True)
class Made:
    """A table that was not there before."""

    table: Relation


def pairing(before: Sequence[Relation], after: Sequence[Relation]) -> Iterator[Pair | Dropped | Made]:
    """A table is the one that it was if it is the same object, or else if it was made anew under the old name."""
    by_oid = {one.oid: one for one in after}
    known = {one.oid for one in before}
    by_name = {(one.schema, one.name): one for one in after if one.oid not in known}
    taken = set()
    for old in before:
        new = by_oid.get(old.oid) or by_name.get((old.schema, old.name))
        if new is None:
            yield Dropped(old)
        else:
            taken.add(new.oid)
            yield _pair(old, new)
    yield from (Made(one) for one in after if one.oid not in taken)


def _pair(old: Relation, new: Relation) -> Pair:
    shared = {one.old.number: one for one in _shared(old, new)}
    keys = [tuple(shared[number] for number in key) for key in old.keys if shared.keys() >= set(key)]
    return Pair(
        old=old,
        new=new,
        shared=tuple(shared.values()),
        gone=tuple(one for one in old.columns if one.number not in shared),
        key=next((key for key in keys if not any(one.retyped for one in key)), ()),
    )


def _shared(old: Relation, new: Relation) -> list[Shared]:
    """Columns that are the same ones, then those that were made anew under the old name."""
    numbers = {one.number: one for one in new.columns} if old.oid == new.oid else {}
    known = {one.number for one in old.columns} & numbers.keys()
    names = {one.name: one for one in new.columns if one.number not in known}
    found = [(one, numbers.get(one.number) or names.get(one.name)) for one in old.columns]
    return [Shared(was, now) for was, now in found if now is not None]
