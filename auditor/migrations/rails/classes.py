"""The classes of a source: their methods, constants and bodies, in the migration and in the application."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.migrations import ruby
from auditor.migrations.rails import quotes
from auditor.migrations.rails.inflections import underscored

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST = 2_000_000
_SEARCHED = ("app/models", "lib", "app/lib", "app/services", "app/models/concerns")
_MIGRATION = re.compile(r"(?:::)?(?:ActiveRecord::)?Migration(?:\[(\d+)\.(\d+)\])?\Z")


@dataclass(slots=True)
class Definition:
    """A class or module. `calls` are the statements of its body that are neither methods nor constants."""

    name: str
    above: str = ""
    path: str = ""
    methods: dict[str, "Node"] = field(default_factory=dict)
    own: dict[str, "Node"] = field(default_factory=dict)
    constants: dict[str, "Node"] = field(default_factory=dict)
    calls: list["Node"] = field(default_factory=list)

    @property
    def version(self) -> tuple[int, int] | None:
        """The version of Rails whose defaults a migration has; None for what is no migration."""
        found = _MIGRATION.match(self.above.replace(" ", ""))
        if found is None:
            return None
        return (int(found[1]), int(found[2])) if found[1] else (4, 2)


@dataclass(slots=True)
class Library:
    """All definitions known, by name; those of the application are looked for where Rails would load them from."""

    root: Path | None = None
    known: dict[str, Definition] = field(default_factory=dict)
    heredocs: dict[int, "Node"] = field(default_factory=dict)
    _trees: list["Node"] = field(default_factory=list)
    _missing: set[str] = field(default_factory=set)

    def add(self, source: bytes, path: str) -> list[Definition]:
        """The definitions of a source, in their order; the first is what stands outside of all. Raises SourceError."""
        tree = ruby.sound(source, "it is not Ruby that can be read")
        self._trees.append(tree)
        if b"<<" in source:
            self.heredocs.update(quotes.heredocs(tree))
        outside = Definition("", path=path)
        found = [outside, *_defined(tree, outside, path)]
        for one in found:
            if one.name:
                self.known.setdefault(one.name, one)
        return found

    def find(self, name: str, inside: str = "") -> Definition | None:
        """What `name` means within the class `inside`."""
        name = name.removeprefix("::")
        parts = inside.split("::") if inside else []
        for count in range(len(parts), -1, -1):
            found = self.known.get("::".join([*parts[:count], name]))
            if found is not None:
                return found
        return self._loaded(name)

    def _loaded(self, name: str) -> Definition | None:
        if self.root is None or name in self._missing or not re.fullmatch(r"[A-Z]\w*(::[A-Z]\w*)*", name):
            return None
        self._missing.add(name)
        for folder in _SEARCHED:
            path = self.root / folder / f"{underscored(name)}.rb"
            try:
                if path.is_file() and path.stat().st_size < LONGEST:
                    self.add(path.read_bytes(), str(path.relative_to(self.root)))
            except (OSError, SourceError):
                continue
            if name in self.known:
                return self.known[name]
        return None


def migration_in(found: list[Definition]) -> Definition | None:
    """The migration among the definitions of a file."""
    return next((one for one in found if one.version is not None), None)


def _defined(node: "Node", into: Definition, path: str) -> Iterator[Definition]:
    """Fills `into` from a body, and gives the classes in it."""
    waiting: list[tuple[Node, Definition]] = [(node, into)]
    while waiting:
        body, owner = waiting.pop(0)
        for one in body.named_children:
            inner = _sorted(one, owner, path)
            if inner is not None:
                yield from () if inner is owner else (inner,)
                below = one.child_by_field_name("body")
                if below is not None:
                    waiting.append((below, inner))


def _sorted(node: "Node", owner: Definition, path: str) -> Definition | None:
    """Puts a statement of a body where it belongs; what it opens is given back."""
    match node.type:
        case "class" | "module":
            name = ruby.text(_field(node, "name")).removeprefix("::")
            above = node.child_by_field_name("superclass")
            full = f"{owner.name}::{name}" if owner.name and owner.version is None else name
            return Definition(full, ruby.text(above).lstrip("< ") if above else "", path)
        case "method":
            owner.methods[ruby.text(_field(node, "name"))] = node
        case "singleton_method":
            owner.own[ruby.text(_field(node, "name"))] = node
        case "singleton_class":
            inner = Definition("", methods=owner.own)
            list(_defined(_field(node, "body"), inner, path) if node.child_by_field_name("body") else ())
        case "assignment" | "operator_assignment" if _field(node, "left").type == "constant":
            owner.constants[ruby.text(_field(node, "left"))] = _field(node, "right")
        case "call" if (held := _inner_method(node)) is not None:
            owner.methods[ruby.text(_field(held, "name"))] = held
        case "comment" | "heredoc_body":
            pass
        case _:
            owner.calls.append(node)
    return None


def _inner_method(node: "Node") -> "Node | None":
    """The method of `private def name`."""
    arguments = node.child_by_field_name("arguments")
    only = arguments.named_children if arguments else []
    return only[0] if len(only) == 1 and only[0].type == "method" else None


def _field(node: "Node", name: str) -> "Node":
    found = node.child_by_field_name(name)
    if found is None:
        raise SourceError(f"line {node.start_point.row + 1} has no {name}")
    return found
