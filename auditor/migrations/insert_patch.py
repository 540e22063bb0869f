"""A patch that lets an INSERT of a pending migration pass over rows whose key is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import PatchedError, SourceError
from auditor.migrations import grammar
from auditor.migrations.insert_texts import MADE, Text, sound, texts
from auditor.migrations.patch import unified
from auditor.model.check import Insertion

CLAUSE = b" ON CONFLICT DO NOTHING"
_OPEN, _CLOSE, _END, _DOT = ("ASCII_40", "ASCII_91"), ("ASCII_41", "ASCII_93"), "ASCII_59", "ASCII_46"
_CLOSING = ("RETURNING", "ON")


@dataclass(frozen=True, slots=True)
class _Found:
    """An INSERT in a file, from byte `start` to `end`, and the lines that its text takes up."""

    start: int
    end: int
    line: int
    first: int
    last: int
    patched: bool


def passing_over(source: Path, into: Insertion) -> str:
    """A unified diff that `git apply` takes at the root of `source`.

    Raises SourceError where the statement is not found there just once, PatchedError where it says already what to do.
    """
    path = source / into.file
    try:
        before = path.read_bytes()
        old = before.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read {path}: {error}") from error
    one = _only(into, _inserts(before, into))
    if one.patched:
        raise PatchedError(f"{into.file}: the INSERT in line {one.line} says ON CONFLICT already")
    after = before[: one.end] + CLAUSE + before[one.end :]
    sound(into.file, after)
    return unified(into.file, old, after.decode("utf-8"))


def _only(into: Insertion, found: Sequence[_Found]) -> _Found:
    """The one in that line; where the line of a text is not sure, the only one in the text that is there."""
    there = [one for one in found if one.line == into.line]
    near = [one for one in found if one.first - 1 <= into.line <= one.last + 1]
    chosen = there or near
    if len(chosen) == 1:
        return chosen[0]
    number = f"{len(chosen)} statements" if chosen else "no statement"
    raise SourceError(
        f"{into.file}: {number} INSERT INTO {into.table} at line {into.line}, where there should be one; "
        "add ON CONFLICT DO NOTHING by hand"
    )


def _inserts(source: bytes, into: Insertion) -> list[_Found]:
    plain = not into.file.endswith((".rb", ".py"))
    found: dict[int, _Found] = {}
    for text in texts(into.file, source):
        starts = _line_starts(text, source, into.line) if plain else [text]
        for one in starts:
            found.update({each.start: each for each in _in_text(one, source, into, plain)})
    return list(found.values())


def _line_starts(text: Text, source: bytes, line: int) -> Iterator[Text]:
    """A file of SQL from that line on: as far as its words can be told, statement by statement."""
    lines = source.split(b"\n")
    start = sum(len(one) + 1 for one in lines[: line - 1])
    rest = text.sql[start:]
    try:
        grammar.tokens(rest.decode())
    except SourceError:
        end = 0
        for one in rest.split(b"\n"):
            end += len(one) + 1
            if b";" in one and _told(rest[:end]):
                break
        rest = rest[:end]
    yield Text(start, rest)


def _told(sql: bytes) -> bool:
    try:
        grammar.tokens(sql.decode())
    except SourceError:
        return False
    return True


def _in_text(text: Text, source: bytes, into: Insertion, plain: bool) -> Iterator[_Found]:
    try:
        tokens = grammar.tokens(text.sql.decode("utf-8", "replace"))
    except SourceError:
        return
    first = source.count(b"\n", 0, text.start) + 1
    last = first + text.sql.count(b"\n")
    for words in _statements(tokens):
        begun = _insert_of(text.sql, words, into.table.rpartition(".")[2])
        if begun is None:
            continue
        line = source.count(b"\n", 0, text.start + words[0].start) + 1
        closing = [at for at, depth, one in _level(words) if not depth and at > begun and one.kind in _CLOSING]
        ends = [at for at in closing if words[at].kind == "RETURNING" or _is_conflict(words, at)]
        patched = any(_is_conflict(words, at) for at in ends)
        end = words[ends[0] - 1].end if ends else words[-1].end
        span = (line, line) if plain else (first, last)
        yield _Found(text.start + words[0].start, text.start + end, line, *span, patched)


def _is_conflict(words: Sequence[grammar.Token], at: int) -> bool:
    return words[at].kind == "ON" and at + 1 < len(words) and words[at + 1].kind == "CONFLICT"


def _statements(tokens: Sequence[grammar.Token]) -> Iterator[list[grammar.Token]]:
    held: list[grammar.Token] = []
    for one in tokens:
        if one.kind == _END:
            if held:
                yield held
            held = []
        else:
            held.append(one)
    if held:
        yield held


def _level(words: Sequence[grammar.Token]) -> Iterator[tuple[int, int, grammar.Token]]:
    """Each word with how deep in parentheses it stands."""
    depth = 0
    for at, one in enumerate(words):
        depth -= one.kind in _CLOSE
        yield at, depth, one
        depth += one.kind in _OPEN


def _insert_of(sql: bytes, words: Sequence[grammar.Token], table: str) -> int | None:
    """Where in a statement INTO stands, if it is an INSERT into that table, or into one whose name is computed."""
    for at, depth, one in _level(words):
        if depth or one.kind != "INSERT" or (at and words[0].kind != "WITH"):
            continue
        if at + 2 >= len(words) or words[at + 1].kind != "INTO":
            return None
        name = at + 2
        while name + 2 < len(words) and words[name + 1].kind == _DOT:
            name += 2
        found = _name(sql, words[name])
        return at + 1 if found == table or set(found) == {MADE} else None
    return None


def _name(sql: bytes, word: grammar.Token) -> str:
    text = sql[word.start : word.end].decode("utf-8", "replace")
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()
