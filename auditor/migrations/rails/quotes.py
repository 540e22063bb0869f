"""Literals of Ruby: what stands between the quotes, and which heredoc belongs to which opener."""

import re
from typing import TYPE_CHECKING

from auditor.migrations import ruby

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F ]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.S)
_LETTERS = {
    "n": "\n", "t": "\t", "s": " ", "r": "\r", "e": "\x1b", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\n": ""
}  # fmt: skip
_MARK = "\ue000"
_MARKED = re.compile(f"{_MARK}(\\d+){_MARK}")


def heredocs(root: "Node") -> dict[int, "Node"]:
    """The body of each heredoc by the id of its opener: bodies stand apart, in the order of their openers."""
    openers: list[Node] = []
    bodies: dict[int, Node] = {}
    for one in ruby.found(root, "heredoc_beginning", "heredoc_body"):
        if one.type == "heredoc_beginning":
            openers.append(one)
            continue
        end = ruby.text(one.children[-1]).strip() if one.children else ""
        mine = next((each for each in openers if _tag(each) == end and each.start_byte < one.start_byte), None)
        if mine is not None:
            openers.remove(mine)
            bodies[mine.id] = one
    return bodies


def pieces(node: "Node") -> list["str | Node"]:
    """What a quoted text is made of: texts, and the interpolations between them."""
    kids = node.children
    if node.type in ("bare_string", "bare_symbol"):
        return _pieces(node, node.start_byte, node.end_byte, raw=not _interpolates(node.parent))
    start, end = kids[0].end_byte, kids[-1].start_byte
    return _pieces(node, start, end, raw=not _interpolates(node))


def heredoc(opener: "Node", body: "Node") -> tuple[list["str | Node"], int]:
    """What a heredoc is made of, and the line in which it begins."""
    tag = ruby.text(opener)
    found = _pieces(body, body.start_byte, body.children[-1].start_byte, raw="'" in tag, escapes=False)
    nodes: list[Node] = []
    marked = ""
    for one in found:
        if isinstance(one, str):
            marked += one
        else:
            nodes.append(one)
            marked += f"{_MARK}{len(nodes) - 1}{_MARK}"
    marked = marked.partition("\n")[2]
    marked = marked[: marked.rfind("\n") + 1]
    if "~" in tag:
        marked = _dedented(marked)
    parts: list[str | Node] = []
    for index, part in enumerate(_MARKED.split(marked)):
        if index % 2:
            one = nodes[int(part)]
            parts.append(escaped(ruby.text(one)) if one.type == "escape_sequence" else one)
        elif part:
            parts.append(part)
    return parts, body.start_point.row + 2


def escaped(sequence: str) -> str:
    """What an escape in double quotes stands for."""
    match = _ESCAPE.match(sequence)
    if match is None:
        return sequence
    several, four, two, octal, letter = match.groups()
    if several:
        return "".join(_character(int(one, 16)) for one in several.split())
    if octal:
        return _character(int(octal, 8))
    if four or two:
        return _character(int(four or two, 16))
    return _LETTERS.get(letter, letter)


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _tag(opener: "Node") -> str:
    return ruby.text(opener).lstrip("<~-").strip("'\"`")


def _interpolates(node: "Node | None") -> bool:
    opening = ruby.text(node.children[0]) if node is not None and node.children else ""
    return not opening.startswith(("'", "%q", "%w", "%i", "%s", ":'"))


def _pieces(node: "Node", start: int, end: int, *, raw: bool, escapes: bool = True) -> list["str | Node"]:
    """The parts from `start` to `end`; an escape is kept as its node where `escapes` is False."""
    source = node.text or b""
    base = node.start_byte
    if raw:
        plain = source[start - base : end - base].decode("utf-8", "replace")
        return [plain if node.type == "heredoc_body" else re.sub(r"\\([\\'])", r"\1", plain)]
    parts: list[str | Node] = []
    at = start
    for one in node.children:
        if one.type not in ("interpolation", "escape_sequence") or one.start_byte < at:
            continue
        parts.append(source[at - base : one.start_byte - base].decode("utf-8", "replace"))
        keep = one.type == "interpolation" or not escapes
        parts.append(one if keep else escaped(ruby.text(one)))
        at = one.end_byte
    parts.append(source[at - base : end - base].decode("utf-8", "replace"))
    return [one for one in parts if one != ""]


def _dedented(body: str) -> str:
    """Without the indentation that all lines share; lines of blanks do not count."""
    lines = body.split("\n")
    blanks = [len(one) - len(one.lstrip(" \t")) for one in lines if one.strip(" \t")]
    margin = min(blanks, default=0)
    return "\n".join(one[min(margin, len(one) - len(one.lstrip(" \t"))) :] for one in lines)
