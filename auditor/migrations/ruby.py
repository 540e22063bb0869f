"""Ruby source, seen by structure. The door to tree-sitter."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from auditor.errors import SourceError

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LOOPS = ("while", "until", "for")
OWN_LEVEL = ("block", "do_block", "lambda", "method", "singleton_method", "class", "module")


def sound(source: bytes, otherwise: str) -> "Node":
    """The root of `source`. Raises SourceError, beginning with `otherwise`, where it is not Ruby that can be read."""
    root = _parser().parse(source).root_node
    bad = next((one for one in _walk(root) if one.is_error or one.is_missing), None) if root.has_error else None
    if bad is not None:
        raise SourceError(f"{otherwise}: line {bad.start_point.row + 1}")
    return root


def text(node: "Node") -> str:
    """What stands there."""
    return (node.text or b"").decode("utf-8", "replace")


def found(node: "Node", *types: str) -> list["Node"]:
    """The nodes of these types at and below `node`, in the order of the source."""
    return [one for one in _walk(node) if one.type in types]


def methods(root: "Node", name: str) -> list["Node"]:
    """The methods of that name that stand in a class."""
    named = (one for one in found(root, "method") if _text(one, "name") == name)
    return [one for one in named if any(up.type == "class" for up in _above(one))]


def defined(root: "Node") -> set[str]:
    """The names of all methods."""
    return {_text(one, "name") for one in found(root, "method")}


def blocks(node: "Node", parameters: str) -> list["Node"]:
    """The blocks below `node` that take just these, as in `user, votes`."""
    return [one for one in found(node, "block", "do_block") if _parameters(one) == parameters.split(", ")]


def assignments(node: "Node", name: str) -> list["Node"]:
    """The plain assignments to that local."""
    plain = ((one, one.child_by_field_name("left")) for one in found(node, "assignment"))
    return [one for one, left in plain if left and _is(left, name)]


def statements(node: "Node") -> list["Node"]:
    """What a block or method does, one after another; comments are none."""
    body = node.child_by_field_name("body")
    return plain(body) if body else []


def plain(node: "Node") -> list["Node"]:
    """What stands below `node`, without comments and the bodies of heredocs."""
    return [one for one in node.named_children if one.type not in ("comment", "heredoc_body")]


def statement_of(block: "Node", method: "Node") -> "Node":
    """The statement of `method` that `block` is in."""
    mine = {one.id: one for one in statements(method)}
    return next(one for one in (block, *_above(block)) if one.id in mine)


def leaves(block: "Node") -> str | None:
    """The word other than `next` by which `block` may be left or begun again: one put round its body would take it."""
    waiting = [(one, False) for one in statements(block)]
    while waiting:
        one, inner = waiting.pop()
        if one.type in ("return", "yield") or (one.type in ("break", "redo", "retry") and not inner):
            return one.type
        if one.type in ("rescue", "ensure", "else") and one.parent == block.child_by_field_name("body"):
            return one.type
        if one.type not in ("lambda", "method", "class"):
            waiting += [(child, inner or one.type in (*LOOPS, *OWN_LEVEL)) for child in one.children]
    return None


def _walk(node: "Node") -> Iterator["Node"]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.children))


def _above(node: "Node") -> Iterator["Node"]:
    """The nodes round `node`, the nearest first."""
    while node.parent is not None:
        node = node.parent
        yield node


def _parameters(block: "Node") -> list[str]:
    field = block.child_by_field_name("parameters")
    return [text(one) for one in field.named_children] if field else []


def _text(node: "Node", field: str) -> str:
    held = node.child_by_field_name(field)
    return text(held) if held else ""


def _is(node: "Node", name: str) -> bool:
    return node.type == "identifier" and node.text == name.encode()


@cache
def _parser() -> "Parser":
    import tree_sitter_ruby
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_ruby.language()))
