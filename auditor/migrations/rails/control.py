"""Branches, loops and rescues: where the way is known it is taken, where it is not, all ways are."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails import loops
from auditor.migrations.rails.answers import holds
from auditor.migrations.rails.call import Unknown
from auditor.migrations.rails.forks import Way, fork
from auditor.migrations.rails.frames import Frame
from auditor.migrations.rails.operators import binary
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.tape import Doubt
from auditor.model.migration import Reading

if TYPE_CHECKING:
    from tree_sitter import Node

_JUMPS = ("return", "break", "next")


def branch(run: Run, node: "Node", frame: Frame) -> object:
    """`if`, `unless`, their modifiers, and `?:`."""
    test, ways = _parts(node)
    if test is None:
        return None
    held = run.traced(test, frame)
    known = _holds(run, held.value)
    origins = (*held.origins, *run.tape.origins)
    if isinstance(known, Unknown):
        return fork(run, frame, known, [_going(run, one, frame) for one in ways])
    taken, other = ways if known else reversed(ways)
    doubts = [Doubt(Reading.GUARDED, one) for one in dict.fromkeys(origins)]
    return _taken(run, frame, taken, other, doubts)


def case(run: Run, node: "Node", frame: Frame) -> object:
    """`case`; where it is not known which of them holds, all do."""
    subject = node.child_by_field_name("value")
    with run.tape.gathering() as found:
        value = run.value(subject, frame) if subject is not None else True
        arms = [one for one in ruby.plain(node) if one.type in ("when", "else")]
        doubt: Unknown | None = None
        possible: list[Node] = []
        for arm in arms:
            known = True if arm.type == "else" else _matches(run, arm, value, frame)
            if isinstance(known, Unknown):
                doubt = doubt or known
            if known is not False:
                possible.append(arm)
            if known is True:
                break
    if doubt is not None:
        ends = [_going(run, one, frame) for one in possible]
        complete = possible[-1].type == "else" or len(possible) < len(arms)
        return fork(run, frame, doubt, ends if complete else [*ends, lambda: None])
    guards = [Doubt(Reading.GUARDED, one) for one in found]
    with run.tape.doubting(*guards):
        return _arm(run, possible[0], frame) if possible else None


def loop(run: Run, node: "Node", frame: Frame) -> object:
    """`while`, `until`, and `begin … end while`."""
    test, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
    if test is None:
        return None
    positive = node.type.startswith("while")
    first = body is not None and body.type == "begin" and node.type.endswith("modifier")
    return loops.conditional(run, loops.Loop(test, body, positive, first), frame)


def for_each(run: Run, node: "Node", frame: Frame) -> object:
    """`for one in many`."""
    return loops.over(run, node, frame)


def _parts(node: "Node") -> "tuple[Node | None, tuple[Node | None, Node | None]]":
    """The condition, and what is done where it holds and where not."""
    test = node.child_by_field_name("condition")
    if node.type.endswith("_modifier"):
        yes, no = node.child_by_field_name("body"), None
    else:
        yes, no = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
    return test, (no, yes) if node.type.startswith("unless") else (yes, no)


def _holds(run: Run, value: object) -> bool | Unknown:
    with run.tape.gathering():
        return holds(run, value)


def _way(run: Run, node: "Node | None", frame: Frame) -> object:
    return run.value(node, frame) if node is not None else None


def _going(run: Run, node: "Node | None", frame: Frame) -> Way:
    """A way to be gone later."""
    return lambda: _arm(run, node, frame)


def _arm(run: Run, node: "Node | None", frame: Frame) -> object:
    return _way(run, node.child_by_field_name("body") if node is not None and node.type == "when" else node, frame)


def _taken(run: Run, frame: Frame, taken: "Node | None", other: "Node | None", doubts: list[Doubt]) -> object:
    """One way of two; where the other would have left, what follows depends on it too."""
    with run.tape.doubting(*doubts):
        value = _way(run, taken, frame)
    left = [one.type for one in ruby.found(other, *_JUMPS)] if other is not None else []
    if other is not None and re.search(r"\braise\b", ruby.text(other)):
        left.append("return")
    for word in dict.fromkeys(left):
        run.tape.doubts += [Doubt(one.reading, one.because, until=word) for one in doubts]
    return value


def _matches(run: Run, arm: "Node", value: object, frame: Frame) -> bool | Unknown:
    """Whether one of the patterns of a `when` is the value."""
    doubt: Unknown | None = None
    for one in ruby.plain(arm):
        if one.type != "pattern":
            continue
        known = holds(run, binary(run, "===", run.value(one.named_children[0], frame), _given(value)))
        if known is True:
            return True
        doubt = known if isinstance(known, Unknown) else doubt
    return False if doubt is None else doubt


def _given(value: object) -> Callable[[], object]:
    return lambda: value
