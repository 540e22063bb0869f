"""Ruby source, seen by structure. The door to tree-sitter."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.model.check import Anchor

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


def inserted(source: bytes, anchor: Anchor, addition: str) -> bytes:
    """`source` with the lines of `addition` after the statement that `anchor` describes, at its indentation.

    Raises SourceError where the source cannot be read, has no such place or more than one, or has the lines already.
    """
    _sound(source, f"{anchor.file} is not Ruby that can be read")
    statement = _place(source, anchor)
    start = source.rfind(b"\n", 0, statement.start_byte) + 1
    end = source.find(b"\n", statement.end_byte)
    end = len(source) if end < 0 else end
    lead, rest = source[start : statement.start_byte], source[statement.end_byte : end].strip()
    if lead.strip() or (rest and not rest.startswith(b"#")) or _heredoc(statement):
        raise SourceError(
            f"{anchor.file}: `{anchor.after} = …` shares its line with other code; put it on a line of its own"
        )
    if _bare(addition) in _bare(source[statement.end_byte :].decode("utf-8", "replace")):
        raise SourceError(f"{anchor.file} is already patched: the lines stand below `{anchor.after} = …`")
    newline = b"\r\n" if source[start : end + 1].endswith(b"\r\n") else b"\n"
    lines = [lead + line.encode() if line else b"" for line in addition.strip("\n").split("\n")]
    head, tail = source[:end].removesuffix(b"\r"), source[end + 1 :]
    patched = head + newline + newline.join(lines) + (newline if end < len(source) else b"") + tail
    _sound(patched, f"{anchor.file} would not be Ruby any more with the lines put in")
    return patched


def _place(source: bytes, anchor: Anchor) -> "Node":
    methods = [one for one in _walk(_parsed(source)) if one.type == "method" and _named(one, anchor.method)]
    methods = [one for one in methods if any(up.type == "class" for up in _above(one))]
    if not methods:
        raise SourceError(
            f"{anchor.file} has no class with a method `{anchor.method}`: this is not the migration the patch is for"
        )
    blocks = [one for method in methods for one in _walk(method) if _takes(one, anchor.block)]
    if not blocks:
        raise SourceError(
            f"{anchor.file}: no block over `{anchor.block}` in `{anchor.method}`; the migration has changed"
        )
    places = {one.id: one for block in blocks for one in _walk(block) if _assigns(one, anchor.after)}
    if len(places) != 1:
        found = f"{len(places)} assignments" if places else "no assignment"
        raise SourceError(
            f"{anchor.file}: {found} to `{anchor.after}` in the block over `{anchor.block}`, where there should be one"
        )
    return next(iter(places.values()))


def _named(method: "Node", name: str) -> bool:
    field = method.child_by_field_name("name")
    return field is not None and field.text == name.encode()


def _takes(block: "Node", parameter: str) -> bool:
    if block.type not in ("block", "do_block"):
        return False
    field = block.child_by_field_name("parameters")
    return field is not None and any(
        one.type == "identifier" and one.text == parameter.encode() for one in field.named_children
    )


def _assigns(node: "Node", name: str) -> bool:
    if node.type != "assignment":
        return False
    left = node.child_by_field_name("left")
    return left is not None and left.type == "identifier" and left.text == name.encode()


def _heredoc(statement: "Node") -> bool:
    return any(one.type == "heredoc_beginning" for one in _walk(statement))


def _bare(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _walk(node: "Node") -> Iterator["Node"]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.children))


def _above(node: "Node") -> Iterator["Node"]:
    while node.parent is not None:
        node = node.parent
        yield node


def _sound(source: bytes, otherwise: str) -> None:
    bad = next((one for one in _walk(_parsed(source)) if one.is_error or one.is_missing), None)
    if bad is not None:
        raise SourceError(f"{otherwise}: line {bad.start_point.row + 1}")


def _parsed(source: bytes) -> "Node":
    return _parser().parse(source).root_node


@cache
def _parser() -> "Parser":
    import tree_sitter_ruby
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_ruby.language()))
