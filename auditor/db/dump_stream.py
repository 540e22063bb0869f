"""Reads what pg_dump writes as plain SQL, piece by piece, without ever holding more than one statement.

psql is not asked to do it: a line of a dump that begins with a backslash is a command to psql, and some
of these run programs. Here such a line is a value like any other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.errors import BackupError

LONGEST_STATEMENT = 256 << 20
LONGEST_WORD = 1 << 20
KEPT_BACK = 8

TOKEN = re.compile(
    rb"""
    (?P<escaped>[eE]')
  | (?P<word>[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*)
  | (?P<number>[0-9][A-Za-z0-9_$.\x80-\xff]*)
  | (?P<plain>')
  | (?P<name>")
  | (?P<dollar>\$(?:[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)?\$)
  | (?P<line>--)
  | (?P<block>/\*)
  | (?P<end>;)
  | (?P<open>\()
  | (?P<close>\))
  | (?P<meta>\\)
  | (?P<space>\s+)
  | (?P<other>[^\sA-Za-z_\x80-\xff0-9'"$\-/;()\\]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
TAG_SO_FAR = re.compile(rb"\$[A-Za-z0-9_\x80-\xff]*")
END_OF_LINE = re.compile(rb"\n|\Z")
END_OF_ROWS = re.compile(rb"\n\\\.\r?(?:\n|\Z)")
INSIDE_ESCAPED = re.compile(rb"\\.|''|'", re.DOTALL)
INSIDE_BLOCK = re.compile(rb"/\*|\*/")
QUOTES = {"plain": re.compile(rb"'"), "name": re.compile(rb'"')}
FROM_STDIN = re.compile(rb"copy\s.*\sfrom\s+stdin\b[^;]*;", re.IGNORECASE | re.DOTALL)
ROUTINE = re.compile(rb"create\s+(?:or\s+replace\s+)?(?:function|procedure)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement, with its semicolon, without the comments before it."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """A COPY statement and what is to be sent to it, in pieces that follow no line. Read before the next item."""

    text: bytes
    rows: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Meta:
    """A command to psql, with its backslash."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of one line between two statements."""

    text: bytes


Item = Statement | Copy | Meta | Comment


def read_dump(chunks: Iterable[bytes]) -> Iterator[Item]:
    """The items of a dump in their order, wherever the chunks are cut. BackupError where it ends within one."""
    source = _Source(iter(chunks))
    while (item := _next(source)) is not None:
        yield item
        if isinstance(item, Copy):
            for _ in item.rows:  # what the reader of the item left
                pass


class _Source:
    """The bytes not yet given away: the item being read begins at `start`, and nothing from `at` on was looked at."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.bytes = bytearray()
        self.start = 0
        self.at = 0
        self.ended = False

    def more(self) -> None:
        """Appends the next chunk, forgetting what came before `start`."""
        chunk = next((chunk for chunk in self._chunks if chunk), None)
        if chunk is None:
            self.ended = True
            return
        del self.bytes[: self.start]
        self.at -= self.start
        self.start = 0
        if len(self.bytes) > LONGEST_STATEMENT:
            raise BackupError(f"a statement of the dump is longer than {LONGEST_STATEMENT >> 20} MB")
        self.bytes += chunk

    def token(self) -> re.Match[bytes] | None:
        """Passes one token, which no further byte could change; None at the end."""
        while True:
            match = TOKEN.match(self.bytes, self.at)
            if self.ended or (match is not None and self._final(match)):
                break
            self.more()
        if match is not None:
            self.at = match.end()
        return match

    def seek(self, wanted: re.Pattern[bytes], kept: int = 1) -> bytes:
        """Passes everything up to the end of the next match; `kept` bytes of one may lie before a cut."""
        while True:
            match = wanted.search(self.bytes, self.at)
            if match is not None and (self.ended or match.end() < len(self.bytes)):
                self.at = match.end()
                return match[0]
            if self.ended:
                raise BackupError(ENDS_EARLY)
            self.at = max(self.at, len(self.bytes) - kept) if match is None else match.start()
            self.more()

    def take(self) -> bytes:
        """What lies between `start` and `at`; the next item begins there."""
        taken = bytes(self.bytes[self.start : self.at])
        self.start = self.at
        return taken

    def _final(self, match: re.Match[bytes]) -> bool:
        if match[0] == b"$":
            tag = TAG_SO_FAR.match(self.bytes, match.start())
            return tag is not None and (tag.end() < len(self.bytes) or tag.end() - tag.start() > LONGEST_WORD)
        return match.end() < len(self.bytes) or match.end() - match.start() > LONGEST_WORD


ENDS_EARLY = "the dump ends in the middle of a statement: it is truncated"


def _next(source: _Source) -> Item | None:
    while True:
        source.start = source.at
        match = source.token()
        match match.lastgroup if match is not None else None:
            case None:
                return None
            case "space":
                pass
            case "block":
                _pass_block(source)
            case "line":
                source.seek(END_OF_LINE)
                return Comment(source.take().strip())
            case "meta":
                source.seek(END_OF_LINE)
                return Meta(source.take().strip())
            case _:
                source.at = source.start
                return _statement(source)


def _statement(source: _Source) -> Statement | Copy:
    parentheses = blocks = 0
    while (match := source.token()) is not None:
        match match.lastgroup:
            case "end" if parentheses == 0 and blocks == 0:
                return _whole(source)
            case "open":
                parentheses += 1
            case "close":
                parentheses = max(0, parentheses - 1)
            case "word" if parentheses == 0:
                blocks = _blocks(source, match[0].lower(), blocks)
            case "meta":
                raise BackupError("there is a command to psql in the middle of a statement of the dump")
            case kind:
                _pass_over(source, kind, match[0])
    raise BackupError(ENDS_EARLY)


def _whole(source: _Source) -> Statement | Copy:
    text = source.take()
    if FROM_STDIN.fullmatch(text) is None:
        return Statement(text)
    source.seek(END_OF_LINE)
    source.start = source.at = source.at - 1
    return Copy(text, _rows(source))


def _blocks(source: _Source, word: bytes, blocks: int) -> int:
    """How many BEGIN ATOMIC … END and CASE … END of a routine written in SQL are open."""
    if word == b"begin" and ROUTINE.match(source.bytes, source.start):
        return blocks + 1
    if word == b"case" and blocks:
        return blocks + 1
    if word == b"end" and blocks:
        return blocks - 1
    return blocks


def _pass_over(source: _Source, kind: str | None, opening: bytes) -> None:
    """Passes what the opening opens: a literal, a quoted name or a comment."""
    match kind:
        case "plain" | "name":
            source.seek(QUOTES[kind])  # a doubled quote ends one literal and begins another: the same in effect
        case "escaped":
            while source.seek(INSIDE_ESCAPED) != b"'":
                pass
        case "dollar":
            source.seek(re.compile(re.escape(opening)), len(opening))
        case "line":
            source.seek(END_OF_LINE)
        case "block":
            _pass_block(source)


def _pass_block(source: _Source) -> None:
    depth = 1
    while depth:
        depth += 1 if source.seek(INSIDE_BLOCK) == b"/*" else -1


def _rows(source: _Source) -> Iterator[bytes]:
    """Everything up to the line that ends the rows; the source stands on the line break before the first."""
    before = 1
    while True:
        match = END_OF_ROWS.search(source.bytes, source.start)
        if match is not None and (source.ended or match.end() < len(source.bytes)):
            source.at = match.start() + 1
            if rows := source.take()[before:]:
                yield rows
            source.start = source.at = match.end()
            return
        if source.ended:
            raise BackupError("the dump ends in the middle of a table's rows: it is truncated")
        source.at = max(source.start, len(source.bytes) - KEPT_BACK)
        if rows := source.take():
            if len(rows) > before:
                yield rows[before:]
            before = 0
        source.more()
