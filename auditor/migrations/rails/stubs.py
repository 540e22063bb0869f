"""The models that a migration brings along, or the application has: what their bodies say of table and rows."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from auditor.migrations import ruby
from auditor.migrations.rails import blocks
from auditor.migrations.rails.call import Call, Model, Symbol, Value
from auditor.migrations.rails.calling import as_value
from auditor.migrations.rails.classes import Definition
from auditor.migrations.rails.frames import Block, Frame
from auditor.migrations.rails.run import Run

if TYPE_CHECKING:
    from tree_sitter import Node

_MODEL = re.compile(r"(?:::)?(?:ApplicationRecord|ActiveRecord::Base)\Z")
_LINKS = ("belongs_to", "has_many", "has_one", "has_and_belongs_to_many")


def is_model(run: Run, found: Definition | None) -> bool:
    """Whether that is a class of rows, by what it descends from."""
    for _ in range(5):
        if found is None or not found.above:
            return False
        if _MODEL.match(found.above):
            return True
        found = run.library.find(found.above)
    return False


class Models(Mapping[str, Model]):
    """The models by name, each read when it is asked for."""

    def __init__(self, run: Run, home: str) -> None:
        self._run = run
        self._home = home

    def __getitem__(self, name: str) -> Model:
        found = self._run.library.find(name, self._home)
        if found is None or not is_model(self._run, found):
            raise KeyError(name)
        if found.name not in self._run.models:
            self._run.models[found.name] = Model(found.name)
            self._run.models[found.name] = _read(self._run, found)
        return self._run.models[found.name]

    def __iter__(self) -> Iterator[str]:
        return iter(name for name, one in self._run.library.known.items() if is_model(self._run, one))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _read(run: Run, found: Definition) -> Model:
    """What the body of a model says."""
    frame = Frame(found, me=Call(found.name, (), {}, None, 0))
    table: str | None = None
    key: str | None = None
    enums: dict[str, Mapping[str, Value]] = {}
    scopes: dict[str, tuple[Call, ...] | None] = {}
    default: tuple[Call, ...] = ()
    relations: list[Call] = []
    for node in found.calls:
        name, args, options, block = _parts(run, node, frame)
        if name in ("table_name=", "primary_key=") and isinstance(args[0], str):
            table, key = (str(args[0]), key) if name == "table_name=" else (table, str(args[0]))
        elif name == "enum":
            enums.update(_enums(args, options))
        elif name == "scope" and args and isinstance(args[0], str):
            scopes[str(args[0])] = _chain(run, block or next((one for one in args if isinstance(one, Block)), None))
        elif name == "default_scope":
            default = _chain(run, block or next((one for one in args if isinstance(one, Block)), None)) or ()
        elif name in _LINKS:
            known = {one: as_value(each) for one, each in options.items() if not isinstance(each, Block)}
            plain = tuple(as_value(one) for one in args if not isinstance(one, Block))
            relations.append(Call(name, plain, known, None, node.start_point.row + 1))
    return Model(found.name, table, key, enums, scopes, default, tuple(relations))


def _parts(run: Run, node: "Node", frame: Frame) -> tuple[str, list[object], dict[str, object], Block | None]:
    """A statement of a body as name, arguments, options and block."""
    if node.type == "assignment":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type != "call":
            return "", [], {}, None
        named = left.child_by_field_name("method")
        return f"{ruby.text(named) if named else ''}=", [run.value(right, frame)], {}, None
    named = node.child_by_field_name("method")
    if node.type != "call" or named is None or ruby.text(named) not in ("enum", "scope", "default_scope", *_LINKS):
        return "", [], {}, None
    held, block = node.child_by_field_name("arguments"), node.child_by_field_name("block")
    args: list[object] = []
    options: dict[str, object] = {}
    for one in ruby.plain(held) if held is not None else []:
        if one.type == "pair":
            key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
            named_key = run.value(key, frame) if key is not None else None
            options[str(named_key)] = run.value(value, frame) if value is not None else None
        else:
            args.append(run.value(one, frame))
    return ruby.text(named), args, options, Block(block, frame) if block is not None else None


def _enums(args: list[object], options: Mapping[str, object]) -> dict[str, Mapping[str, Value]]:
    """The numbers of an `enum :name, …` or `enum name: …`."""
    if args and isinstance(args[0], str):
        given = args[1] if len(args) > 1 else dict(options)
        return {str(args[0]): _numbers(given)}
    return {key: _numbers(one) for key, one in options.items() if not key.startswith("_")}


def _numbers(given: object) -> Mapping[str, Value]:
    if isinstance(given, list):
        return {str(one): at for at, one in enumerate(given) if isinstance(one, Symbol | str)}
    return {str(key): as_value(one) for key, one in given.items()} if isinstance(given, dict) else {}


def _chain(run: Run, block: Block | None) -> tuple[Call, ...] | None:
    """What a scope stands for; None where it takes parameters or is no chain."""
    if block is None or block.node.child_by_field_name("parameters") is not None:
        return None
    value = blocks.yielded(run, block, [])
    if isinstance(value, Call) and value.receiver:
        return (*value.receiver[1:], value)
    return None
