"""Calls as they are handed on, and what is recorded of those nobody understands."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails import blocks
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Call, Key, Raw, Span, Unknown, Value
from auditor.migrations.rails.copies import measured
from auditor.migrations.rails.frames import Block
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.stand_ins import Builder
from auditor.migrations.rails.texts import Text
from auditor.migrations.rails.values import Row, Rows
from auditor.model.migration import Reading
from auditor.model.operation import Opaque
from auditor.model.schema import Name
from auditor.model.source import Step

if TYPE_CHECKING:
    from tree_sitter import Node

_SHORT = 200


def recorded(run: Run, node: "Node", name: str, taken: Given, receiver: Iterable[Call] = ()) -> Call:
    """A call with what it is given; a block of one parameter is done, and what it calls on that is kept."""
    args = [_sql(run, one) for one in taken.args]
    options = {str(key): _sql(run, one) for key, one in taken.options.items()}
    if not options and args and isinstance(args[-1], dict) and all(isinstance(one, str) for one in args[-1]):
        options = {str(key): one for key, one in args.pop().items()}  # type: ignore[union-attr]
    body = None
    if taken.block is not None and blocks.parameter(taken.block) is not None:
        builder = Builder()
        blocks.yielded(run, taken.block, [builder])
        body = tuple(builder.calls)
    line = node.start_point.row + 1
    return Call(name, tuple(args), options, body, line, tuple(receiver), ruby.text(node)[:_SHORT])


def as_value(value: object) -> Value:
    """A value as it is handed on. Raises TooMuchError."""
    measured(value)
    return _as_value(value)


def _as_value(value: object) -> Value:
    match value:
        case Text():
            return Unknown(value.reason)
        case Rows(form="value", sql=sql):
            return Raw(f"({sql})")
        case None | str() | bool() | int() | float() | Raw() | Span() | Unknown() | Call():
            return value
        case list():
            return [_as_value(one) for one in value]
        case dict():
            made: dict[Key, Value] = {key: _as_value(one) for key, one in value.items()}
            return made
        case _:
            return Unknown(f"a {type(value).__name__.lower()}")


def opaque(node: "Node", reason: str, tables: tuple[Name, ...] | None = None) -> Step:
    """The step of what is not understood."""
    text = " ".join(ruby.text(node)[:_SHORT].split())
    return Step(Opaque(text, reason, tables), node.start_point.row + 1, Reading.PARTIAL, reason)


def _sql(run: Run, value: object) -> Value:
    """A value as it is handed on; a lambda that gives a text is SQL."""
    if isinstance(value, Block):
        found = blocks.yielded(run, value, [])
        return Raw(str(found)) if isinstance(found, str) else as_value(found)
    return as_value(dict(value) if isinstance(value, Row) else value)
