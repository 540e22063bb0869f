"""One evaluation at work: its bounds, and the ways out of a block or method."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.migrations.midway import Midway
from auditor.migrations.rails.call import Model
from auditor.migrations.rails.classes import Definition, Library
from auditor.migrations.rails.frames import Frame, Held, restore, snapshot
from auditor.migrations.rails.tape import Tape, TooMuchError

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_WORK = 200_000
SECONDS = 20.0
PATIENCE = 60.0
DEEPEST = 120


class Jump(Exception):  # noqa: N818 (a way out that the source takes, no fault)
    """`return`, `break`, `next`, `retry`, or `raise` with its message as value."""

    def __init__(self, word: str, value: object = None) -> None:
        super().__init__(word)
        self.word = word
        self.value = value


@dataclass(slots=True)
class Run:
    """The evaluation of one migration. `evaluate` gives the value of a node, `called` that of a method on a value."""

    tape: Tape
    world: Midway
    library: Library
    migration: Definition
    evaluate: "Callable[[Run, Node, Frame], object]"
    called: "Callable[[Run, Node, object, str, Frame], object]"
    version: tuple[int, int] = (4, 2)
    transaction: bool = True
    outside: Definition | None = None
    fields: dict[str, Held] = field(default_factory=dict)
    constants: dict[int, Held] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    returned: list[object] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)
    work: int = 0
    depth: int = 0
    ends: float = field(default_factory=lambda: time.thread_time() + SECONDS)
    late: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    def value(self, node: "Node", frame: Frame) -> object:
        """The value of a node, within the bounds of time, work and depth. Raises TooMuchError."""
        self.tick()
        if self.depth >= DEEPEST:
            raise TooMuchError(f"it is nested, or calls itself, more than {DEEPEST} levels deep")
        self.depth += 1
        try:
            return self.evaluate(self, node, frame)
        finally:
            self.depth -= 1

    def tick(self, count: int = 1) -> None:
        """One more step of work. Raises TooMuchError."""
        self.work += count
        if self.work > MOST_WORK:
            raise TooMuchError(f"it takes more than {MOST_WORK:,} steps to work out")
        if time.thread_time() > self.ends or time.monotonic() > self.late:
            raise TooMuchError(f"it takes more than {SECONDS:.0f} seconds to work out")

    def traced(self, node: "Node", frame: Frame) -> Held:
        """The value of a node, with the answers that go into it."""
        with self.tape.gathering() as found:
            value = self.value(node, frame)
        return Held(value, tuple(found))

    def body(self, nodes: "list[Node]", frame: Frame) -> object:
        """The value of the last of some statements, all of them done; the answers in one are not those of the next."""
        value: object = None
        for one in nodes:
            outer, self.tape.origins = self.tape.origins, dict(self.tape.origins)
            if one is not nodes[-1] or not frame.wanted:
                self.statements.add(one.id)
            value = self.value(one, frame)
            if one is not nodes[-1]:
                self.tape.origins = outer
        return value

    @contextmanager
    def trying(self, frame: Frame) -> "Iterator[None]":
        """All locals are put back afterwards."""
        kept = snapshot(frame)
        try:
            yield
        finally:
            restore(kept)
