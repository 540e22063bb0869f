"""What becomes of one table or index over the steps of a migration, by whatever names it has on the way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from auditor.model.operation import Operation
from auditor.model.schema import Name
from auditor.model.source import Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lost:
    """What cannot be told any more, and why."""

    why: str


class Kind(Protocol[T]):
    """Tables, or indexes: how one comes, changes and goes."""

    @property
    def home(self) -> str:
        """The schema of names without one."""
        ...

    def first(self, name: Name) -> T | Lost | None:
        """What has that name before the first step."""
        ...

    def after(self, held: T | Lost | None, name: Name, operation: Operation, line: int) -> T | Lost | None:
        """What has that name behind an operation that calls nothing anew."""
        ...

    def moved(self, operation: Operation) -> tuple[Name, Name] | None:
        """The old name and the new, where an operation calls one anew."""
        ...

    def called(self, one: T, name: Name) -> T:
        """The same by another name."""
        ...


def at_home(name: Name, home: str) -> Name:
    """The name with its schema."""
    return name if name.schema is not None else Name(name.name, home)


def followed(kind: Kind[T], name: Name, steps: Sequence[Step], forked: Collection[int]) -> T | Lost | None:
    """What has that name behind the last step, None for nothing; steps at the places `forked` may not be done."""
    names = _names(kind, name, steps)
    held = {full: kind.first(one) for full, one in names.items()}
    for at, step in enumerate(steps):
        for full, now in _changes(kind, held, step).items():
            if now != held[full]:
                unsure = Lost(f"it is not known whether line {step.line} is done")
                held[full] = unsure if at in forked else now
    return held[at_home(name, kind.home)]


def _names(kind: Kind[T], name: Name, steps: Sequence[Step]) -> dict[Name, Name]:
    """All names that it may have had, by their full names."""
    found = {at_home(name, kind.home): name}
    for step in reversed(steps):
        moved = kind.moved(step.operation)
        if moved is not None and at_home(moved[1], kind.home) in found:
            found.setdefault(at_home(moved[0], kind.home), moved[0])
    return found


def _changes(kind: Kind[T], held: Mapping[Name, T | Lost | None], step: Step) -> dict[Name, T | Lost | None]:
    moved = kind.moved(step.operation)
    if moved is None:
        return {name: kind.after(one, name, step.operation, step.line) for name, one in held.items()}
    old, new = (at_home(one, kind.home) for one in moved)
    found = held.get(old)
    if found is None:
        return {}
    after = found if isinstance(found, Lost) else kind.called(found, moved[1])
    return {name: one for name, one in ((old, None), (new, after)) if name in held}
