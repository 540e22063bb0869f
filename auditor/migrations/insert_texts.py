"""The SQL in a file of migrations, in texts of which each byte stands where it does in the file."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.migrations import ruby

if TYPE_CHECKING:
    from tree_sitter import Node

MADE = "x"
_ESCAPE = re.compile(rb"\\(?:\r\n|[\s\S])")
_FIELD = re.compile(rb"\{[^{}]*\}")
_QUOTES = re.compile(rb"""\A([A-Za-z]*)('''|\"\"\"|'|\")""")


@dataclass(frozen=True, slots=True)
class Text:
    """SQL that begins at byte `start` of a file; what is computed in it is a word of `MADE` as long as that."""

    start: int
    sql: bytes


def texts(path: str, source: bytes) -> Iterator[Text]:
    """The texts of a file by what its name ends in. Raises SourceError where it cannot be read."""
    if path.endswith(".rb"):
        yield from _ruby(source, path)
    elif path.endswith(".py"):
        yield from _python(source, path)
    else:
        yield Text(0, source)


def sound(path: str, source: bytes) -> None:
    """Raises SourceError where a file is not what its name says; SQL is looked at statement by statement."""
    if path.endswith(".rb"):
        ruby.sound(source, f"{path} is not Ruby that can be read")
    elif path.endswith(".py"):
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError) as error:
            raise SourceError(f"{path} is not Python that can be read: {error}") from error


def _ruby(source: bytes, path: str) -> Iterator[Text]:
    root = ruby.sound(source, f"{path} is not Ruby that can be read")
    for one in ruby.found(root, "string", "heredoc_body"):
        held = [part for part in one.children if part.type not in ("heredoc_end", '"', "'")]
        if held:
            yield _masked(source, held[0].start_byte, held[-1].end_byte, held)


def _masked(source: bytes, start: int, end: int, parts: Iterable["Node"]) -> Text:
    sql = bytearray(source[start:end])
    for part in parts:
        at, to = part.start_byte - start, part.end_byte - start
        if part.type == "interpolation":
            sql[at:to] = _word(sql[at:to])
        elif part.type == "escape_sequence":
            sql[at:to] = _unescaped(bytes(sql[at:to]))
    return Text(start, bytes(sql))


def _python(source: bytes, path: str) -> Iterator[Text]:
    """Literals that follow each other are one text, as they are for Python."""
    sound(path, source)
    lines = _starts(source)
    try:
        tokens = list(tokenize.tokenize(io.BytesIO(source).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError) as error:
        raise SourceError(f"{path} is not Python that can be read: {error}") from error
    text = source.split(b"\n")
    parts: list[tuple[int, int]] = []
    depth = opened = 0
    for one in tokens:
        kind = tokenize.tok_name[one.type]
        at, to = (lines[row - 1] + _bytes(text[row - 1], column) for row, column in (one.start, one.end))
        if kind in ("FSTRING_START", "FSTRING_END"):
            opened = at if kind == "FSTRING_START" and not depth else opened
            depth += 1 if kind == "FSTRING_START" else -1
            if not depth:
                parts.append((opened, to))
        elif depth or kind in ("NL", "COMMENT"):
            continue
        elif kind == "STRING":
            parts.append((at, to))
        elif parts:
            yield _joined(source, parts)
            parts = []


def _joined(source: bytes, parts: list[tuple[int, int]]) -> Text:
    start, end = parts[0][0], parts[-1][1]
    sql = bytearray(b" " * (end - start))
    for at, to in parts:
        quotes = _QUOTES.match(source[at:to])
        if quotes is None:
            continue
        first, last = at + quotes.end(), to - len(quotes[2])
        body = source[first:last]
        if b"r" not in quotes[1].lower():
            body = _ESCAPE.sub(lambda one: _unescaped(one[0]), body)
        if b"f" in quotes[1].lower():
            body = _FIELD.sub(lambda one: _word(one[0]), body)
        sql[first - start : last - start] = body
    return Text(start, bytes(sql))


def _unescaped(sequence: bytes) -> bytes:
    """A quote that is escaped, or else a space, in the same number of bytes."""
    quote = sequence[-1:] if sequence[-1:] in (b"'", b'"') else b" "
    return b" " * (len(sequence) - 1) + quote


def _word(held: bytes | bytearray) -> bytes:
    return bytes(one if one in b"\r\n" else ord(MADE) for one in held)


def _starts(source: bytes) -> list[int]:
    found = [0]
    for line in source.split(b"\n"):
        found.append(found[-1] + len(line) + 1)
    return found


def _bytes(line: bytes, column: int) -> int:
    """How many bytes that many characters of a line are."""
    return len(line.decode("utf-8", "replace")[:column].encode())
