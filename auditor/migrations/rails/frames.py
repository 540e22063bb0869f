"""Scopes: the locals of methods and blocks, with the answers of the database that went into them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.migrations.rails.classes import Definition
from auditor.migrations.rails.copies import copied

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(slots=True)
class Held:
    """The value of a local, with the answers of the database that went into it."""

    value: object
    origins: tuple[str, ...] = ()


@dataclass(slots=True)
class Frame:
    """The locals of a method, or of a block in it. `wanted` where its value is used by the caller."""

    home: Definition
    names: dict[str, Held] = field(default_factory=dict)
    outer: "Frame | None" = None
    block: "Block | None" = None
    me: object = None
    wanted: bool = False

    def held(self, name: str) -> Held | None:
        """The local of that name."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame.names[name]
            frame = frame.outer
        return None

    def assign(self, name: str, held: Held) -> None:
        """A new value for a local, in the scope that has it."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                frame.names[name] = held
                return
            frame = frame.outer
        self.names[name] = held

    def scopes(self) -> "Iterator[Frame]":
        """The frame and those round it."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer


@dataclass(frozen=True, slots=True)
class Block:
    """A block or lambda with the scope in which it was written; `name` is that of `&:name`."""

    node: "Node"
    frame: Frame
    name: str | None = None


def snapshot(frame: Frame) -> list[tuple[Frame, dict[str, Held]]]:
    """The locals of all scopes, as they are."""
    return [(one, {key: Held(copied(each.value), each.origins) for key, each in one.names.items()})
            for one in frame.scopes()]  # fmt: skip


def restore(kept: list[tuple[Frame, dict[str, Held]]]) -> None:
    """The locals of all scopes as they were."""
    for frame, names in kept:
        frame.names = {key: Held(copied(one.value), one.origins) for key, one in names.items()}
