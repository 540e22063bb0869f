"""The edits of a skip-patch, each put where the structure of the source says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.errors import PatchedError, SourceError
from auditor.migrations import ruby
from auditor.model.check import Anchor, Edit, Place

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines to be put in at `at`, where a line of the source begins; `telling` if they tell a patched source."""

    at: int
    lead: bytes
    text: str
    telling: bool = True


def edited(source: bytes, anchor: Anchor) -> bytes:
    """`source` with all edits of `anchor` made, everything else as it was.

    Raises SourceError where the source cannot be read, has no such place or more than one; PatchedError where it is
    patched already.
    """
    root = ruby.sound(source, f"{anchor.file} is not Ruby that can be read")
    _refuse_defined(root, anchor)
    method = _method(root, anchor)
    places = [one for edit in anchor.edits for one in _placed(source, method, anchor, edit)]
    if any(one.telling and _stands(source, one) for one in places):
        raise PatchedError(f"{anchor.file} is already patched: lines that would be put in stand there")
    patched = source
    for _, one in sorted(enumerate(places), key=lambda each: (each[1].at, each[0]), reverse=True):
        patched = patched[: one.at] + _bytes(one, source) + patched[one.at :]
    ruby.sound(patched, f"{anchor.file} would not be Ruby any more with the lines put in")
    return patched


def _refuse_defined(root: "Node", anchor: Anchor) -> None:
    added = {name for one in anchor.edits if one.place is Place.ABOVE for name in _names(one.lines)}
    known = sorted(added & ruby.defined(root))
    if known:
        raise PatchedError(
            f"{anchor.file} is already patched: it has a method `{known[0]}`; take the old patch out first"
        )


def _names(lines: str) -> set[str]:
    return ruby.defined(ruby.sound(lines.encode(), "the lines to be put in are not Ruby"))


def _method(root: "Node", anchor: Anchor) -> "Node":
    found = ruby.methods(root, anchor.method)
    if not found:
        raise SourceError(
            f"{anchor.file} has no class with a method `{anchor.method}`: this is not the migration the patch is for"
        )
    if len(found) > 1:
        raise SourceError(f"{anchor.file} has {len(found)} methods `{anchor.method}`, where there should be one")
    return found[0]


def _placed(source: bytes, method: "Node", anchor: Anchor, edit: Edit) -> Iterator[_Lines]:
    block = _block(method, anchor, edit.blocks)
    match edit.place:
        case Place.ABOVE:
            yield _before(source, method, edit.lines + "\n", anchor)
        case Place.FIRST:
            yield _before(source, _body(method, anchor)[0], edit.lines, anchor)
        case Place.BEFORE:
            yield _before(source, ruby.statement_of(block, method), edit.lines, anchor)
        case Place.AROUND:
            yield from _around(source, block, anchor, edit)
        case Place.BEHIND:
            yield _behind(source, ruby.statement_of(block, method), edit.lines, anchor)
        case Place.AFTER:
            yield _behind(source, _assignment(block, anchor, edit), edit.lines, anchor)
        case Place.BELOW:
            yield _below(source, method, anchor, edit)


def _block(method: "Node", anchor: Anchor, path: tuple[str, ...]) -> "Node":
    node = method
    for parameters in path:
        found = ruby.blocks(node, parameters)
        if len(found) != 1:
            raise SourceError(
                f"{anchor.file}: {len(found) or 'no'} block{'s' if found else ''} over `{parameters}` in "
                f"`{anchor.method}`, where there should be one; the migration has changed"
            )
        node = found[0]
    return node


def _assignment(block: "Node", anchor: Anchor, edit: Edit) -> "Node":
    found = ruby.assignments(block, edit.mark or "")
    if len(found) != 1:
        raise SourceError(
            f"{anchor.file}: {f'{len(found)} assignments' if found else 'no assignment'} to `{edit.mark}` in the block "
            f"over `{edit.blocks[-1]}`, where there should be one"
        )
    return found[0]


def _around(source: bytes, block: "Node", anchor: Anchor, edit: Edit) -> Iterator[_Lines]:
    word = ruby.leaves(block)
    if word is not None:
        raise SourceError(
            f"{anchor.file}: the block over `{edit.blocks[-1]}` has `{word}` in it, and would do something else "
            "with lines put round what it does"
        )
    if edit.mark:
        _assignment(block, anchor, edit)
    opening = _before(source, _body(block, anchor)[0], edit.lines, anchor)
    end = block.children[-1]
    at = _line(source, end.start_byte)
    if source[at : end.start_byte].strip() or at <= opening.at:
        raise _shared(anchor, end)
    yield opening
    yield _Lines(at, opening.lead, edit.closing, telling=False)


def _body(node: "Node", anchor: Anchor) -> list["Node"]:
    found = ruby.statements(node)
    if not found:
        raise SourceError(f"{anchor.file}: nothing is done from line {node.start_point.row + 1} on; that has changed")
    return found


def _before(source: bytes, node: "Node", lines: str, anchor: Anchor) -> _Lines:
    """Above the node and the comments that stand right above it."""
    at = _line(source, node.start_byte)
    lead = source[at : node.start_byte]
    if lead.strip():
        raise _shared(anchor, node)
    while at and source[(up := _line(source, at - 1)) : at].lstrip().startswith(b"#"):
        at = up
    return _Lines(at, lead, lines)


def _behind(source: bytes, node: "Node", lines: str, anchor: Anchor) -> _Lines:
    first = _before(source, node, lines, anchor)
    end = source.find(b"\n", node.end_byte)
    end = len(source) if end < 0 else end
    rest = source[node.end_byte : end].strip()
    last = _line(source, node.end_byte)
    heredoc = any(one.start_byte >= last for one in ruby.found(node, "heredoc_beginning"))
    if (rest and not rest.startswith(b"#")) or heredoc:
        raise _shared(anchor, node)
    return _Lines(min(end + 1, len(source)), first.lead, lines)


def _below(source: bytes, method: "Node", anchor: Anchor, edit: Edit) -> _Lines:
    found: list[_Lines] = []
    for body in ruby.found(method, "heredoc_body"):
        at = body.start_byte
        for line in source[body.start_byte : body.end_byte].splitlines(keepends=True):
            at += len(line)
            if line.strip() == (edit.mark or "").encode():
                found.append(_Lines(at, line[: len(line) - len(line.lstrip())], edit.lines))
    if len(found) != 1:
        raise SourceError(
            f"{anchor.file}: {len(found) or 'no'} line{'s' if len(found) > 1 else ''} `{edit.mark}` in the texts of "
            f"`{anchor.method}`, where there should be one; the migration has changed"
        )
    return found[0]


def _shared(anchor: Anchor, node: "Node") -> SourceError:
    return SourceError(
        f"{anchor.file}: what begins in line {node.start_point.row + 1} shares its line with other code; "
        "put it on a line of its own"
    )


def _line(source: bytes, at: int) -> int:
    return source.rfind(b"\n", 0, at) + 1


def _stands(source: bytes, one: _Lines) -> bool:
    """Whether the lines are there, just above or just below."""
    lines = _bare(one.text.encode())
    below, up = _bare(source[one.at :]), _bare(source[: one.at])
    return bool(lines) and (below[: len(lines)] == lines or up[-len(lines) :] == lines)


def _bare(text: bytes) -> list[bytes]:
    return [line.strip() for line in text.split(b"\n") if line.strip()]


def _bytes(one: _Lines, source: bytes) -> bytes:
    end = source.find(b"\n", one.at)
    newline = (
        b"\r\n" if source[max(0, one.at - 2) : one.at] == b"\r\n" or source[: end + 1].endswith(b"\r\n") else b"\n"
    )
    lines = [one.lead + line.encode() if line.strip() else b"" for line in one.text.split("\n")]
    before = b"" if one.at == 0 or source[one.at - 1 : one.at] == b"\n" else newline
    return before + newline.join(lines) + newline
