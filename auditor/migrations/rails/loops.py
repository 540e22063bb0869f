"""Loops: round by round where all is known; as one round over all rows where they go through rows in batches."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails import blocks, passes
from auditor.migrations.rails.answers import holds
from auditor.migrations.rails.call import Unknown
from auditor.migrations.rails.frames import Frame, Held, restore, snapshot
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.tape import TooMuchError
from auditor.migrations.rails.values import Rows, Window
from auditor.migrations.rails.variables import assign

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_ROUNDS = 2_000
_EVERY_ROUND = Window("is another in every round of a loop")


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop with a condition; `first` where the body comes before it. Without a test it goes on until a `break`."""

    test: "Node | None"
    body: "Node | None"
    positive: bool = True
    first: bool = False


def conditional(run: Run, loop: Loop, frame: Frame) -> object:
    """Rounds while all of them are known; else the loop goes through rows in batches."""
    start, at = snapshot(frame), len(run.tape.steps)
    doubts = len(run.tape.doubts)
    try:
        with run.tape.gathering() as found, run.tape.until("break", "next"):
            known = _rounds(run, loop, frame) and not found
            known = known and not any(one.forked for one in run.tape.doubts[doubts:] if one.until == "break")
    except Jump as jump:
        if jump.word != "break":
            raise
        known = not any(one.forked for one in run.tape.doubts[doubts:])
    if known:
        return None
    run.tape.since(at)
    restore(start)
    _batches(run, loop, frame)
    return None


def over(run: Run, node: "Node", frame: Frame) -> object:
    """`for one in many`."""
    pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    body = node.child_by_field_name("body")
    if pattern is None or value is None or body is None:
        return None
    many = run.traced(ruby.plain(value)[0], frame)

    def one_round(item: object) -> object:
        assign(run, pattern, Held(item, many.origins), frame)
        return run.value(body, frame)

    found = passes.listed(many.value)
    if isinstance(found, Unknown):
        return passes.unsure(run, found, lambda: one_round(found))
    passes.each(run, found, one_round)
    return many.value


def _rounds(run: Run, loop: Loop, frame: Frame) -> bool:
    """Whether all rounds could be gone through."""
    at = len(run.tape.steps)
    for count in range(MOST_ROUNDS):
        if count > passes.MOST_WINDOWS and len(run.tape.steps) > at:
            return False
        if loop.test is not None and (count or not loop.first):
            known = holds(run, run.value(loop.test, frame))
            if isinstance(known, Unknown):
                return False
            if known is not loop.positive:
                return True
        try:
            with run.tape.until("next"):
                run.value(loop.body, frame) if loop.body is not None else None
        except Jump as jump:
            if jump.word not in ("next", "retry"):
                raise
        run.tick()
        if any(one.forked and one.until == "break" for one in run.tape.doubts):
            return False
    raise TooMuchError(f"it goes more than {MOST_ROUNDS:,} times round a loop")


def _batches(run: Run, loop: Loop, frame: Frame) -> None:
    """One round in which what the loop changes is not known; a query asked anew in every round stays that query."""
    names = [name for one in (loop.test, loop.body) if one is not None for name in blocks.assigned(one)]
    before = {name: frame.held(name) for name in names}
    at = len(run.tape.steps)
    for name in names:
        frame.assign(name, Held(_EVERY_ROUND))
    passes.batched(run, lambda: _one_round(run, loop, frame))
    after = {name: frame.held(name) for name in names}
    kept = [name for name in names if _asked_anew(before[name], after[name])]
    if kept:
        run.tape.since(at)
        for name in names:
            frame.assign(name, (before[name] if name in kept else None) or Held(_EVERY_ROUND))
        passes.batched(run, lambda: _one_round(run, loop, frame))
    for name in names:
        frame.assign(name, Held(Window("is what the last round of a loop left")))


def _one_round(run: Run, loop: Loop, frame: Frame) -> object:
    if loop.test is not None and not loop.first:
        run.value(loop.test, frame)
    if loop.body is not None:
        run.value(loop.body, frame)
    return run.value(loop.test, frame) if loop.test is not None and loop.first else None


def _asked_anew(before: Held | None, after: Held | None) -> bool:
    one, two = before.value if before else None, after.value if after else None
    return isinstance(one, Rows) and isinstance(two, Rows) and one.sql == two.sql
