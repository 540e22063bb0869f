"""The value of each kind of expression; what branches, loops or is called has a module of its own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails import calls, control, quotes, rescues
from auditor.migrations.rails.call import Call, Span, Symbol, Unknown
from auditor.migrations.rails.frames import Block, Frame, Held
from auditor.migrations.rails.operators import binary, unary
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.texts import Written, joined, symbol
from auditor.migrations.rails.variables import assign, constant, reference

if TYPE_CHECKING:
    from tree_sitter import Node

_Handler = Callable[[Run, "Node", Frame], object]


def evaluate(run: Run, node: "Node", frame: Frame) -> object:
    """The value of a node. Raises Jump, and TooMuchError."""
    handler = _HANDLERS.get(node.type)
    if handler is None:
        return Unknown(f"`{ruby.text(node)[:40]}` is not evaluated")
    return handler(run, node, frame)


def _text(run: Run, node: "Node", frame: Frame) -> object:
    return _joined(run, quotes.pieces(node), node.start_point.row + 1, frame)


def _joined(run: Run, parts: "list[str | Node]", line: int, frame: Frame) -> object:
    return joined((one if isinstance(one, str) else run.value(one, frame) for one in parts), line)


def _heredoc(run: Run, node: "Node", frame: Frame) -> object:
    body = run.library.heredocs.get(node.id)
    if body is None:
        return Unknown("a heredoc without its body")
    parts, line = quotes.heredoc(node, body)
    return _joined(run, parts, line, frame)


def _chained(run: Run, node: "Node", frame: Frame) -> object:
    return joined((run.value(one, frame) for one in ruby.plain(node)), node.start_point.row + 1)


def _symbol(run: Run, node: "Node", frame: Frame) -> object:
    return Symbol(ruby.text(node).lstrip(":").rstrip(":"))


def _delimited(run: Run, node: "Node", frame: Frame) -> object:
    return symbol(_text(run, node, frame))


def _integer(run: Run, node: "Node", frame: Frame) -> object:
    written = ruby.text(node).replace("_", "").lower()
    if len(written) > 40:
        return Unknown("a number of more than 40 digits")
    octal = written.startswith("0") and written.isdigit() and len(written) > 1
    try:
        return int(written, 8 if octal else 0)
    except ValueError:
        return Unknown(f"the number {written[:40]}")


def _float(run: Run, node: "Node", frame: Frame) -> object:
    try:
        return float(ruby.text(node).replace("_", "")[:60])
    except ValueError:
        return Unknown(f"the number {ruby.text(node)[:40]}")


def _array(run: Run, node: "Node", frame: Frame) -> object:
    given = calls.given(run, node, ruby.plain(node), frame)
    return [*given.args, given.options] if given.options else list(given.args)


def _words(run: Run, node: "Node", frame: Frame) -> object:
    return [run.value(one, frame) for one in ruby.plain(node)]


def _hash(run: Run, node: "Node", frame: Frame) -> object:
    made: dict[object, object] = {}
    for one in ruby.plain(node):
        if one.type == "pair":
            key, value = calls.pair(run, one, frame)
            if not isinstance(key, str | int | float | None):
                return Unknown("a hash with keys that are not known")
            made[key] = value
        else:
            inner = run.value(one.named_children[0], frame)
            if not isinstance(inner, dict):
                return inner if isinstance(inner, Unknown) else Unknown("a hash put into another")
            made.update(inner)
    return made


def _span(run: Run, node: "Node", frame: Frame) -> object:
    ends = [node.child_by_field_name(one) for one in ("begin", "end")]
    first, last = (None if one is None else run.value(one, frame) for one in ends)
    exclusive = any(one.type == "..." for one in node.children)
    return Span(calls.as_value(first), calls.as_value(last), exclusive)


def _body(run: Run, node: "Node", frame: Frame) -> object:
    return run.body(ruby.plain(node), frame)


def _jump(run: Run, node: "Node", frame: Frame) -> object:
    given = [one for child in ruby.plain(node) for one in (ruby.plain(child) or [child])]
    values = [run.value(one, frame) for one in given]
    raise Jump(node.type, values[0] if len(values) == 1 else values or None)


def _lambda(run: Run, node: "Node", frame: Frame) -> object:
    return Block(node, frame)


def _assignment(run: Run, node: "Node", frame: Frame) -> object:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return None
    if right.type == "right_assignment_list":
        with run.tape.gathering() as found:
            values: object = _words(run, right, frame)
        held = Held(values, tuple(found))
    else:
        held = run.traced(right, frame)
    if left.type == "call":
        return calls.attribute(run, left, held.value, frame)
    assign(run, left, held, frame)
    return held.value


def _operator_assignment(run: Run, node: "Node", frame: Frame) -> object:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = ruby.text(node.child_by_field_name("operator") or node).removesuffix("=")
    if left is None or right is None:
        return None
    with run.tape.gathering() as found:
        known = left.type in ("constant",) or (left.type == "identifier" and frame.held(ruby.text(left)) is None)
        old = None if known else run.value(left, frame)
        value = binary(run, sign, old, lambda: run.value(right, frame))
    if left.type == "call":
        return calls.attribute(run, left, value, frame)
    assign(run, left, Held(value, tuple(found)), frame)
    return value


def _binary(run: Run, node: "Node", frame: Frame) -> object:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = ruby.text(node.child_by_field_name("operator") or node)
    if left is None or right is None:
        return Unknown(f"`{ruby.text(node)[:40]}` is not evaluated")
    first = run.value(left, frame)
    if sign == "<<" and left.type == "identifier":
        second = run.traced(right, frame)
        value = binary(run, sign, first, lambda: second.value)
        old = frame.held(ruby.text(left))
        assign(run, left, Held(value, (*(old.origins if old else ()), *second.origins)), frame)
        return value
    return binary(run, sign, first, lambda: run.value(right, frame))


def _unary(run: Run, node: "Node", frame: Frame) -> object:
    operand = node.child_by_field_name("operand")
    sign = ruby.text(node.children[0])
    if sign == "defined?":
        return Unknown("`defined?` is not followed")
    return unary(run, sign, run.value(operand, frame)) if operand is not None else None


def _element(run: Run, node: "Node", frame: Frame) -> object:
    held = node.child_by_field_name("object")
    receiver = run.value(held, frame) if held is not None else None
    rest = [one for one in ruby.plain(node) if held is None or one.id != held.id]
    return calls.method(run, node, receiver, "[]", calls.given(run, node, rest, frame), frame)


def _only(run: Run, node: "Node", frame: Frame) -> object:
    kids = ruby.plain(node)
    return run.value(kids[0], frame) if kids else None


def _name(run: Run, node: "Node", frame: Frame) -> object:
    held = reference(run, node, frame)
    if held is not None:
        return held.value
    return calls.bare(run, node, ruby.text(node), frame) if node.type == "identifier" else None


def _global(run: Run, node: "Node", frame: Frame) -> object:
    return Call(ruby.text(node), (), {}, None, node.start_point.row + 1)


def _definition(run: Run, node: "Node", frame: Frame) -> object:
    return None


_HANDLERS: dict[str, _Handler] = {
    **dict.fromkeys(("string", "bare_string", "subshell"), _text),
    **dict.fromkeys(("delimited_symbol", "bare_symbol"), _delimited),
    **dict.fromkeys(("simple_symbol", "hash_key_symbol"), _symbol),
    **dict.fromkeys(("string_array", "symbol_array"), _words),
    **dict.fromkeys(("program", "body_statement", "block_body", "begin"), rescues.guarded),
    **dict.fromkeys(("then", "else", "do", "ensure", "parenthesized_statements"), _body),
    **dict.fromkeys(("if", "unless", "if_modifier", "unless_modifier", "conditional", "elsif"), control.branch),
    **dict.fromkeys(("while", "until", "while_modifier", "until_modifier"), control.loop),
    **dict.fromkeys(("return", "break", "next", "redo", "retry"), _jump),
    **dict.fromkeys(("true",), lambda *_: True),
    **dict.fromkeys(("false",), lambda *_: False),
    **dict.fromkeys(("nil", "empty_statement"), lambda *_: None),
    **dict.fromkeys(("method", "singleton_method", "class", "module", "alias", "undef"), _definition),
    **dict.fromkeys(("identifier", "instance_variable", "class_variable"), _name),
    "self": lambda run, node, frame: frame.me,
    "global_variable": _global,
    **dict.fromkeys(("constant", "scope_resolution"), constant),
    "rescue_modifier": rescues.rescued,
    "case": control.case,
    "for": control.for_each,
    "interpolation": _only,
    "heredoc_beginning": _heredoc,
    "chained_string": _chained,
    "character": lambda run, node, frame: Written(ruby.text(node)[1:], node.start_point.row + 1),
    "integer": _integer,
    "float": _float,
    "array": _array,
    "hash": _hash,
    "range": _span,
    "lambda": _lambda,
    "assignment": _assignment,
    "operator_assignment": _operator_assignment,
    "binary": _binary,
    "unary": _unary,
    "element_reference": _element,
    "call": calls.call,
    "yield": calls.yielded,
    "super": lambda *_: None,
}
