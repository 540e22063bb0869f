"""Calls: who is called decides what it means."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails import blocks, chains, kernel, outside, passes, schema_calls
from auditor.migrations.rails.answers import asked, holds, same
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.builtin import builtin
from auditor.migrations.rails.call import Call, Symbol, Unknown
from auditor.migrations.rails.calling import as_value, opaque, recorded
from auditor.migrations.rails.frames import Block, Frame, Held
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.stand_ins import Builder, Connection, Direction
from auditor.migrations.rails.strings import changes_text
from auditor.migrations.rails.texts import Text
from auditor.migrations.rails.values import Record, Row, Rows, Stranger, Window
from auditor.migrations.rails.variables import assign

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["as_value", "attribute", "bare", "call", "given", "method", "pair", "yielded"]


def call(run: Run, node: "Node", frame: Frame) -> object:
    """The value of a call."""
    named, receiver = node.child_by_field_name("method"), node.child_by_field_name("receiver")
    name = ruby.text(named) if named is not None else "call"
    value = run.value(receiver, frame) if receiver is not None else None
    operator = node.child_by_field_name("operator")
    if receiver is not None and operator is not None and ruby.text(operator) == "&." and holds(run, value) is False:
        return None
    held = node.child_by_field_name("arguments")
    taken = given(run, node, ruby.plain(held) if held is not None else [], frame)
    block = node.child_by_field_name("block")
    if block is not None:
        taken = Given(taken.args, taken.options, Block(block, frame), taken.origins)
    if receiver is None or (receiver.type == "self" and frame.me is None):
        return _own(run, node, name, taken, frame)
    made = method(run, node, value, name, taken, frame)
    if receiver is not None and receiver.type == "identifier" and isinstance(value, str | Text) and changes_text(name):
        assign(run, receiver, Held(made, taken.origins), frame)
    return made


def bare(run: Run, node: "Node", name: str, frame: Frame) -> object:
    """A name by itself that is no local."""
    return _own(run, node, name, Given(), frame)


def _own(run: Run, node: "Node", name: str, taken: Given, frame: Frame) -> object:
    """A call without a receiver."""
    found = kernel.defined(run, name, frame)
    if found is not None:
        home, body = found
        return blocks.done(run, body, taken, home, frame.me, wanted=node.id not in run.statements)
    if isinstance(frame.me, Call | Record):
        return method(run, node, frame.me, name, taken, frame)
    for answer in (kernel.called, schema_calls.called):
        value = answer(run, node, name, taken, frame)
        if value is not NotImplemented:
            return value
    return _unfamiliar(run, node, f"`{name}`", name, taken)


def method(run: Run, node: "Node", receiver: object, name: str, taken: Given, frame: Frame) -> object:
    """A call on a value."""
    if isinstance(receiver, Row) and name in receiver and not taken.args:
        return receiver[name]
    handler = next((one for kind, one in _KINDS if isinstance(receiver, kind)), _of_value)
    return handler(run, node, receiver, name, taken, frame)


def plainly(run: Run, node: "Node", receiver: object, name: str, frame: Frame) -> object:
    """A call on a value that gives nothing along, as `&:name` makes it."""
    return method(run, node, receiver, name, Given(), frame)


def attribute(run: Run, target: "Node", value: object, frame: Frame) -> object:
    """`receiver.name = value`."""
    receiver, named = target.child_by_field_name("receiver"), target.child_by_field_name("method")
    if receiver is None or named is None:
        return value
    owner, name = run.value(receiver, frame), ruby.text(named)
    if isinstance(owner, Row | dict):
        owner[name] = value
    elif isinstance(owner, Record):
        owner.changes[name] = value
    elif isinstance(owner, Call) and not outside.harmless(owner, name):
        run.tape.record([opaque(target, f"what `{_called(owner)}.{name} =` does is not known")])
    return value


def given(run: Run, node: "Node", nodes: "list[Node]", frame: Frame) -> Given:
    """The arguments of a call, worked out."""
    args: list[object] = []
    options: dict[str, object] = {}
    block: Block | None = None
    with run.tape.gathering() as found:
        for one in nodes:
            match one.type:
                case "pair":
                    key, value = pair(run, one, frame)
                    options[str(key)] = value
                case "splat_argument":
                    many = run.value(one.named_children[0], frame)
                    args += many if isinstance(many, list) else [many]
                case "hash_splat_argument":
                    held = run.value(one.named_children[0], frame)
                    options.update(held if isinstance(held, dict) else {"**": held})
                case "block_argument":
                    block = _passed(run, one, frame)
                case _:
                    args.append(run.value(one, frame))
    return Given(args, options, block, tuple(found))


def pair(run: Run, node: "Node", frame: Frame) -> tuple[object, object]:
    """Key and value of a pair; `name:` by itself means the local of that name."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None:
        return Unknown("a key"), None
    named = run.value(key, frame)
    if key.type == "string" and isinstance(named, str) and any(one.type == ":" for one in node.children):
        named = Symbol(named)
    if value is None:
        held = frame.held(str(named))
        return named, held.value if held is not None else bare(run, key, str(named), frame)
    return named, run.value(value, frame)


def yielded(run: Run, node: "Node", frame: Frame) -> object:
    """`yield`."""
    block = next((one.block for one in frame.scopes() if one.block is not None), None)
    arguments = ruby.plain(node)
    taken = given(run, node, ruby.plain(arguments[0]) if arguments else [], frame)
    return blocks.yielded(run, block, taken.args, taken.options) if block is not None else None


def _unfamiliar(run: Run, node: "Node", called: str, name: str, taken: Given) -> object:
    """A call of something that is not known: as a statement it may do anything, as a value it only is not known."""
    reason = f"what {called} does is not known"
    if taken.block is not None:
        block = taken.block
        passes.unsure(run, Unknown(reason), lambda: blocks.yielded(run, block, [Unknown(reason)]))
    if outside.writes(name) or node.id in run.statements:
        run.tape.record([opaque(node, reason)])
    return Stranger(f"what {called} gives is not known")


def _passed(run: Run, node: "Node", frame: Frame) -> Block | None:
    kids = node.named_children
    value = run.value(kids[0], frame) if kids else None
    if isinstance(value, Symbol):
        return Block(node, frame, str(value))
    return value if isinstance(value, Block) else next((one.block for one in frame.scopes() if one.block), None)


def _of_rows(run: Run, node: "Node", rows: Rows, name: str, taken: Given, frame: Frame) -> object:
    kept = same(rows, name, taken.block)
    if kept is not None:
        return kept
    block = taken.block
    if name == "each_slice" and block is not None:
        passes.batched(run, lambda: blocks.yielded(run, block, [rows]))
        return None
    value = None if name in ("clear", "check") else asked(run, rows)
    if isinstance(value, Unknown):
        return _of_unknown(run, node, value, name, taken, frame)
    if isinstance(value, list) and name in ("cmd_tuples", "ntuples", "num_tuples", "cmdtuples"):
        return len(value)
    return method(run, node, value, name, taken, frame)


def _of_unknown(run: Run, node: "Node", receiver: Unknown, name: str, taken: Given, frame: Frame) -> object:
    kind = type(receiver) if isinstance(receiver, Window | Stranger) else Unknown
    if taken.block is not None:
        block = taken.block
        if name in ("step", "each_slice", "in_groups_of") or isinstance(receiver, Window):
            passes.batched(run, lambda: blocks.yielded(run, block, [Window(receiver.reason)]))
        else:
            passes.unsure(run, receiver, lambda: blocks.yielded(run, block, [Unknown(receiver.reason)] * 2))
    acts = isinstance(receiver, Stranger) and (outside.writes(name) or node.id in run.statements)
    if acts or outside.changes(name):
        run.tape.record([opaque(node, f"`{name}` on what is not known: {receiver.reason}")])
    return kind(receiver.reason, receiver.shape)


def _of_builder(run: Run, node: "Node", builder: Builder, name: str, taken: Given, frame: Frame) -> object:
    builder.calls.append(recorded(run, node, name, taken))
    return None


def _of_direction(run: Run, node: "Node", direction: Direction, name: str, taken: Given, frame: Frame) -> object:
    return blocks.yielded(run, taken.block, []) if name == "up" and taken.block is not None else None


def _of_connection(run: Run, node: "Node", connection: Connection, name: str, taken: Given, frame: Frame) -> object:
    for answer in (schema_calls.called, kernel.called):
        value = answer(run, node, name, taken, frame)
        if value is not NotImplemented:
            return value
    return outside.of_connection(run, node, name)


def _of_constant(run: Run, node: "Node", receiver: Call | Record, name: str, taken: Given, frame: Frame) -> object:
    for answer in (outside.called, chains.called):
        value = answer(run, node, receiver, name, taken, frame)
        if value is not NotImplemented:
            return value
    return _unfamiliar(run, node, f"`{_called(receiver)}.{name}`", name, taken)


def _of_block(run: Run, node: "Node", block: Block, name: str, taken: Given, frame: Frame) -> object:
    if name in ("call", "()", "yield", "[]", "==="):
        try:
            return blocks.yielded(run, block, taken.args, taken.options)
        except Jump as jump:
            if jump.word in ("return", "next"):
                return jump.value
            raise
    return Unknown(f"`{name}` of a block")


def _of_value(run: Run, node: "Node", receiver: object, name: str, taken: Given, frame: Frame) -> object:
    if isinstance(receiver, Text):
        return (
            receiver if name in ("squish", "strip", "freeze", "to_s", "html_safe", "dup") else Unknown(receiver.reason)
        )
    block = taken.block
    caller = (lambda *items: blocks.yielded(run, block, list(items))) if block is not None else None
    return builtin(run, receiver, name, taken, caller)


def _called(receiver: object) -> str:
    if isinstance(receiver, Record):
        return "a row of " + (receiver.chain[0].name if receiver.chain else "a model")
    return (
        receiver.receiver[0].name
        if isinstance(receiver, Call) and receiver.receiver
        else str(getattr(receiver, "name", ""))
    )


_KINDS: tuple[tuple[type, Callable[..., object]], ...] = (
    (Rows, _of_rows),
    (Unknown, _of_unknown),
    (Builder, _of_builder),
    (Direction, _of_direction),
    (Connection, _of_connection),
    (Call, _of_constant),
    (Record, _of_constant),
    (Block, _of_block),
)
