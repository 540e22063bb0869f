"""`rescue` and `ensure`: what is done where a statement fails, and what becomes of the statement."""

import re
from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails.call import Unknown
from auditor.migrations.rails.frames import Frame, Held
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.tape import lowered
from auditor.model.migration import Reading
from auditor.model.operation import AddIndex, DropIndex, Harmless, Opaque
from auditor.model.source import Step

if TYPE_CHECKING:
    from tree_sitter import Node

_DATABASE = re.compile(r"ActiveRecord::|PG::|PGError|StandardError|Exception\b|RecordNotUnique|StatementInvalid")


def guarded(run: Run, node: "Node", frame: Frame) -> object:
    """The statements of a body that may have `rescue` and `ensure`."""
    kids = ruby.plain(node)
    handlers = [one for one in kids if one.type == "rescue"]
    if not handlers and not any(one.type in ("ensure", "else") for one in kids):
        return run.body(kids, frame)
    try:
        body = [one for one in kids if one.type not in ("rescue", "ensure")]
        return _rescued(run, body, handlers, frame)
    finally:
        for one in kids:
            if one.type == "ensure":
                run.value(one, frame)


def rescued(run: Run, node: "Node", frame: Frame) -> object:
    """`statement rescue value`."""
    body, handler = node.child_by_field_name("body"), node.child_by_field_name("handler")
    return _rescued(run, [body] if body else [], [handler] if handler else [], frame)


def _rescued(run: Run, body: "list[Node]", handlers: "list[Node]", frame: Frame) -> object:
    """Within a transaction a statement that failed cannot be rescued; outside of one what is rescued is in doubt."""
    serious = next((one for one in handlers if _catches(one)), None)
    if serious is None or run.transaction:
        return _tried(run, body, handlers, frame)
    at = len(run.tape.steps)
    value = _tried(run, body, handlers, frame)
    tried = run.tape.steps[at:]
    if not any(_matters(one) for one in tried):
        return value
    ending = ""
    with run.trying(frame):
        try:
            _handled(run, serious, frame)
        except Jump as jump:
            ending = jump.word
    handled = run.tape.since(at)[len(tried) :]
    _settle(run, tried, handled, ending, serious.start_point.row + 1)
    return value


def _settle(run: Run, tried: list[Step], handled: list[Step], ending: str, line: int) -> None:
    """Puts what was tried and what is done on failure together."""
    if ending == "raise":
        run.tape.put(tried)
        return
    again = [one.operation for one in (tried if ending == "retry" else handled)]
    made = {one.operation.index.name for one in tried if isinstance(one.operation, AddIndex)}
    redone = all(one.operation in again for one in tried if _matters(one))
    if redone and not any(isinstance(one.operation, Opaque) for one in handled):
        because = f"only done where line {tried[0].line} fails, as line {line} rescues that"
        repaired = [
            one for one in handled if not (isinstance(one.operation, DropIndex) and one.operation.index.name in made)
        ]
        run.tape.put(lowered(one, Reading.GUARDED, because) for one in repaired)
        run.tape.put(tried if ending == "retry" else ())
        return
    run.tape.put(lowered(one, Reading.PARTIAL, f"what fails there is rescued in line {line}") for one in tried)
    because = f"only done where line {tried[0].line} fails"
    run.tape.put((lowered(one, Reading.PARTIAL, because) for one in handled), forked=True)


def _tried(run: Run, body: "list[Node]", handlers: "list[Node]", frame: Frame) -> object:
    try:
        return run.body(body, frame)
    except Jump as jump:
        if jump.word != "raise" or not handlers:
            raise
        return _handled(run, handlers[0], frame, again=False)


def _handled(run: Run, handler: "Node", frame: Frame, *, again: bool = True) -> object:
    if handler.type != "rescue":
        return run.value(handler, frame)
    variable = handler.child_by_field_name("variable")
    if variable is not None and variable.named_children:
        frame.names[ruby.text(variable.named_children[0])] = Held(Unknown("an error"))
    body = handler.child_by_field_name("body")
    try:
        return run.value(body, frame) if body is not None else None
    except Jump as jump:
        if jump.word == "retry" and not again:
            return None
        raise


def _catches(handler: "Node") -> bool:
    """Whether a statement's failure is caught."""
    exceptions = handler.child_by_field_name("exceptions") if handler.type == "rescue" else None
    return exceptions is None or bool(_DATABASE.search(ruby.text(exceptions)))


def _matters(step: Step) -> bool:
    return not isinstance(step.operation, Harmless)
