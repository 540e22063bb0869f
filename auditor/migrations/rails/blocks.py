"""Blocks, lambdas and methods of the source, done with what they are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails.call import Symbol, Unknown
from auditor.migrations.rails.classes import Definition
from auditor.migrations.rails.frames import Block, Frame, Held
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.variables import assign, spread

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Given:
    """What a call is given."""

    args: Sequence[object] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    block: Block | None = None
    origins: tuple[str, ...] = ()


def yielded(run: Run, block: Block, args: Sequence[object], options: Mapping[str, object] | None = None) -> object:
    """What a block gives, called with these. Raises Jump, but not for its own `next`."""
    if block.name is not None:
        return run.called(run, block.node, args[0], block.name, block.frame) if args else None
    frame = Frame(block.frame.home, outer=block.frame, block=block.frame.block, me=block.frame.me)
    frame.names.update({f"_{at + 1}": Held(one) for at, one in enumerate(args[:3])})
    if args:
        frame.names["it"] = Held(args[0])
    targets = _parameters(block.node)
    if len(targets) > 1 and len(args) == 1 and isinstance(args[0], list | Unknown):
        spread(run, targets, Held(args[0]), frame)
    else:
        _bind(run, targets, Given(args, options or {}), frame)
    try:
        with run.tape.until("next"):
            body = _body(block.node)
            return run.value(body, frame) if body is not None else None
    except Jump as jump:
        if jump.word == "next" or (jump.word == "return" and block.node.type == "lambda"):
            return jump.value
        raise


def done(
    run: Run, method: "Node", given: Given, home: Definition, me: object = None, *, wanted: bool = False
) -> object:
    """What a method of the source gives."""
    frame = Frame(home, block=given.block, me=me, wanted=wanted)
    field_ = method.child_by_field_name("parameters")
    _bind(run, ruby.plain(field_) if field_ is not None else [], given, frame)
    body = method.child_by_field_name("body")
    outer, run.returned = run.returned, []
    try:
        with run.tape.until("return", "next", "break"):
            value = run.value(body, frame) if body is not None else None
    except Jump as jump:
        if jump.word != "return":
            raise
        value = jump.value
    finally:
        early, run.returned = run.returned, outer
    same = all(type(one) is type(value) and one == value for one in early)
    return value if same else Unknown("what is given depends on what is not known")


def parameter(block: Block) -> str | None:
    """The name of the only parameter of a block."""
    targets = _parameters(block.node)
    return ruby.text(targets[0]) if len(targets) == 1 else None


def assigned(node: "Node") -> list[str]:
    """The locals that are given values at and below a node."""
    targets = [one.child_by_field_name("left") for one in ruby.found(node, "assignment", "operator_assignment")]
    names = [name for one in targets if one is not None for name in ruby.found(one, "identifier")]
    plain = [ruby.text(one) for one in names if one.parent is not None and one.parent.type != "element_reference"]
    return list(dict.fromkeys(plain))


def _body(node: "Node") -> "Node | None":
    body = node.child_by_field_name("body")
    return body.child_by_field_name("body") if node.type == "lambda" and body is not None else body


def _parameters(node: "Node") -> "list[Node]":
    held = node.child_by_field_name("parameters")
    return [one for one in ruby.plain(held) if one.type != "block_local_variables"] if held is not None else []


def _bind(run: Run, targets: "list[Node]", given: Given, frame: Frame) -> None:
    """Puts what is given into the parameters."""
    plain = [one for one in targets if one.type in ("identifier", "destructured_parameter")]
    spare = len(given.args) - len(plain)
    args, options = list(given.args), dict(given.options)
    keywords = any(one.type in ("keyword_parameter", "hash_splat_parameter") for one in targets)
    if options and not keywords:
        args.append(options)
        spare += 1
    for one in targets:
        name = one.child_by_field_name("name")
        held: object = None
        match one.type:
            case "optional_parameter":
                held = args.pop(0) if spare > 0 else _default(run, one, frame)
                spare -= 1
            case "splat_parameter":
                held, args = args[: max(spare, 0)], args[max(spare, 0) :]
            case "keyword_parameter":
                key = ruby.text(name) if name is not None else ""
                held = options.pop(key) if key in options else _default(run, one, frame)
            case "hash_splat_parameter":
                held = {Symbol(key): value for key, value in options.items()}
            case "block_parameter":
                held = given.block
            case _:
                name, held = one, args.pop(0) if args else None
        if name is not None:
            _declare(run, name, Held(held, given.origins), frame)


def _declare(run: Run, name: "Node", held: Held, frame: Frame) -> None:
    """A parameter is new, also where a local outside has its name."""
    if name.type == "identifier":
        frame.names[ruby.text(name)] = held
    else:
        assign(run, name, held, frame)


def _default(run: Run, node: "Node", frame: Frame) -> object:
    value = node.child_by_field_name("value")
    return run.value(value, frame) if value is not None else None
