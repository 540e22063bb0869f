"""Locals, fields and constants: what they stand for, and what is put into them."""

from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails.answers import asked
from auditor.migrations.rails.call import Call, Unknown
from auditor.migrations.rails.frames import Frame, Held
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.values import Rows

if TYPE_CHECKING:
    from tree_sitter import Node


def reference(run: Run, node: "Node", frame: Frame) -> Held | None:
    """A local, or a field of the migration; None where there is none of that name."""
    name = ruby.text(node)
    held = frame.held(name) if node.type == "identifier" else run.fields.get(name)
    if held is not None:
        run.tape.origins.update(dict.fromkeys(held.origins))
    return held


def constant(run: Run, node: "Node", frame: Frame) -> object:
    """The value of a constant; a class is a call without arguments."""
    name = ruby.text(node).replace(" ", "")
    where, _, last = name.rpartition("::")
    homes = [frame.home, run.migration, *([run.outside] if run.outside else [])]
    if where:
        inner = run.library.find(where, frame.home.name)
        homes = [inner] if inner is not None else []
    for one in homes:
        held = one.constants.get(last)
        if held is not None:
            return _worked(run, held, Frame(one, me=frame.me))
    return Call(name.removeprefix("::"), (), {}, None, node.start_point.row + 1)


def assign(run: Run, target: "Node", held: Held, frame: Frame) -> None:
    """Puts a value into what stands on the left of `=`."""
    because = [one.because for one in run.tape.doubts if one.because and not one.forked]
    held = Held(held.value, tuple(dict.fromkeys((*held.origins, *because))))
    match target.type:
        case "identifier":
            frame.assign(ruby.text(target), held)
        case "instance_variable" | "class_variable":
            run.fields[ruby.text(target)] = held
        case "left_assignment_list" | "destructured_left_assignment" | "destructured_parameter":
            spread(run, ruby.plain(target), held, frame)
        case "element_reference":
            _element(run, target, held, frame)
        case "rest_assignment" | "splat_parameter" if target.named_children:
            assign(run, target.named_children[0], held, frame)


def spread(run: Run, targets: "list[Node]", held: Held, frame: Frame) -> None:
    """Puts the elements of a value into several names."""
    value = held.value
    if isinstance(value, Rows):
        value = asked(run, value)
    if isinstance(value, Unknown):
        for one in targets:
            assign(run, one, Held(value, held.origins), frame)
        return
    values = value if isinstance(value, list) else [value]
    for at, one in enumerate(targets):
        if one.type in ("rest_assignment", "splat_parameter"):
            behind = len(targets) - at - 1
            assign(run, one, Held(values[at : len(values) - behind], held.origins), frame)
            values = [None] * (at + 1) + values[len(values) - behind :]
            continue
        assign(run, one, Held(values[at] if at < len(values) else None, held.origins), frame)


def _worked(run: Run, node: "Node", frame: Frame) -> object:
    if node.id not in run.constants:
        run.constants[node.id] = Held(Unknown("a constant that needs itself"))
        run.constants[node.id] = run.traced(node, frame)
    held = run.constants[node.id]
    run.tape.origins.update(dict.fromkeys(held.origins))
    return held.value


def _element(run: Run, target: "Node", held: Held, frame: Frame) -> None:
    inside = target.child_by_field_name("object")
    if inside is None:
        return
    owner = run.value(inside, frame)
    keys = [run.value(one, frame) for one in ruby.plain(target) if one.id != inside.id]
    key = keys[0] if len(keys) == 1 else None
    if isinstance(owner, dict) and isinstance(key, str | int | float | None):
        owner[key] = held.value
    elif isinstance(owner, list) and type(key) is int and -len(owner) <= key <= len(owner):
        owner[key : key + 1 or None] = [held.value]
    elif inside.type == "identifier":
        assign(run, inside, Held(Unknown("something was put into it that is not known"), held.origins), frame)
