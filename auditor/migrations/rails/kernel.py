"""What a migration can call without a receiver: its own methods, the wrappers of Rails, and Ruby itself."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.migrations.rails import blocks, loops
from auditor.migrations.rails.answers import settled
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Call, Unknown
from auditor.migrations.rails.calling import opaque
from auditor.migrations.rails.classes import Definition
from auditor.migrations.rails.frames import Block, Frame
from auditor.migrations.rails.operators import binary
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.stand_ins import Connection, Direction
from auditor.migrations.rails.texts import text

if TYPE_CHECKING:
    from tree_sitter import Node

WRAPPERS = frozenset({
    "safety_assured", "say_with_time", "suppress_messages", "transaction", "up_only", "silence_stream",
    "silence_stdout", "with_lock_retries", "disable_statement_timeout", "without_statement_timeout",
    "no_touching", "uncached", "silence", "unprepared_statement", "suppress", "with_connection",
    "instance_exec", "instance_eval", "tap", "then", "yield_self", "measure", "unscoped",
    "synchronize", "with_advisory_lock", "disable_referential_integrity",
})  # fmt: skip
HARMLESS = re.compile(
    r"(?:puts|print|p|pp|say|say_progress|warn|sleep|require|require_relative|require_dependency|load|include|extend|"
    r"announce|write|private|protected|public|module_function|disable_ddl_transaction!|disable_lock_timeout!|debug|"
    r"disable_statement_timeout!|attr_\w+|alias_method|migration_duration_warning|reset_column_information|set_trace_func)\Z"
)
_STOPS = ("raise", "abort", "exit", "exit!", "fail")


def defined(run: Run, name: str, frame: Frame) -> "tuple[Definition, Node] | None":
    """The method of that name in the source, and the class in which it stands."""
    homes = [frame.home, run.migration, *([run.outside] if run.outside else [])]
    for one in homes:
        methods = one.own if isinstance(frame.me, Call) and one is frame.home and name in one.own else one.methods
        if name in methods:
            return one, methods[name]
        if one is frame.home and name in one.own:
            return one, one.own[name]
    return None


def called(run: Run, node: "Node", name: str, taken: Given, frame: Frame) -> object:
    """What such a call gives; NotImplemented where it is none of them."""
    if name in WRAPPERS and taken.block is not None:
        return wrapped(run, taken.block)
    if HARMLESS.match(name):
        return None
    if name in _STOPS:
        raise Jump("raise", text(taken.args[-1]) if taken.args else None)
    handler = _HANDLERS.get(name)
    return NotImplemented if handler is None else handler(run, node, taken, frame)


def wrapped(run: Run, block: Block) -> object:
    """What the block of a wrapper gives."""
    try:
        return blocks.yielded(run, block, [Connection()] if blocks.parameter(block) else [])
    except Jump as jump:
        if jump.word == "break":
            return jump.value
        raise


def _reversible(run: Run, node: "Node", taken: Given, frame: Frame) -> object:
    return blocks.yielded(run, taken.block, [Direction()]) if taken.block is not None else None


def _loop(run: Run, node: "Node", taken: Given, frame: Frame) -> object:
    block = taken.block
    if block is None:
        return Unknown("a loop without a block")
    return loops.conditional(run, loops.Loop(None, block.node.child_by_field_name("body")), block.frame)


def _lambda(run: Run, node: "Node", taken: Given, frame: Frame) -> object:
    return taken.block


def _array(run: Run, node: "Node", taken: Given, frame: Frame) -> object:
    value = settled(run, taken.args[0]) if taken.args else None
    return value if isinstance(value, list | Unknown) else [] if value is None else [value]


def _number(run: Run, node: "Node", taken: Given, frame: Frame) -> object:
    value = taken.args[0] if taken.args else None
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,30}\s*", value):
        return int(value)
    return value if isinstance(value, int | float | Unknown) else Unknown("a number")


def _formatted(run: Run, node: "Node", taken: Given, frame: Frame) -> object:
    if not taken.args:
        return Unknown("a text that is filled in")
    rest: object = dict(taken.options) or list(taken.args[1:])
    return binary(run, "%", taken.args[0], lambda: rest)


def _revert(run: Run, node: "Node", taken: Given, frame: Frame) -> object:
    run.tape.record([opaque(node, "what `revert` undoes is not followed")])
    return None


_Handler = Callable[[Run, "Node", Given, Frame], object]
_HANDLERS: dict[str, _Handler] = {
    "reversible": _reversible,
    "loop": _loop,
    **dict.fromkeys(("lambda", "proc"), _lambda),
    "Array": _array,
    **dict.fromkeys(("Integer", "Float"), _number),
    "String": lambda run, node, taken, frame: text(taken.args[0]) if taken.args else None,
    **dict.fromkeys(("format", "sprintf"), _formatted),
    "revert": _revert,
    "connection": lambda *_: Connection(),
    "block_given?": lambda run, node, taken, frame: frame.block is not None,
    "__method__": lambda *_: Unknown("the name of the method"),
    "reverting?": lambda *_: False,
    "freeze": lambda run, node, taken, frame: frame.me,
}
