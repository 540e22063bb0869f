"""PostgreSQL's words, told apart: enough to see what a query calls without parsing it.

The lexical rules are those of PostgreSQL's manual, chapter 4.1, with `standard_conforming_strings` on. Where releases
differ, a text is read as the older ones do; what only newer ones read otherwise is no valid query there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from auditor.errors import QueryError


class Kind(Enum):
    """What a token is."""

    SPACE = auto()
    STRING = auto()
    QUOTED = auto()
    WORD = auto()
    NUMBER = auto()
    SIGN = auto()


class Token(NamedTuple):
    """One lexical element; `text` is as written, from `start` on. A tuple, as there are thousands in a query."""

    kind: Kind
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Call:
    """A name followed by an argument list; `arguments` are the texts between its commas, without comments."""

    name: str
    start: int
    end: int
    arguments: tuple[str, ...]


# Every character beyond ASCII may be part of a name, spaces among them, and a comment ends at either kind of line end.
# An escaping string goes on, still escaping, in a further one on a later line. The sets of characters say what is not
# in them: those that reach beyond ASCII take long to compile.
_FIRST = r"[^\x00-@\[-^`{-\x7f]"
_NEXT = r"[^\x00-\#%-/:-@\[-^`{-\x7f]"
_NEXT_OF_TAG = r"[^\x00-/:-@\[-^`{-\x7f]"
_TOKEN = re.compile(
    rf"""
    (?P<SPACE>[ \t\n\r\f\v]++|--[^\n\r]*+)
  | (?P<STRING>[eE]'(?:[^'\\]|\\.|'')*+'
        (?:(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*+[\n\r])*+'(?:[^'\\]|\\.|'')*+')*+
      | (?:[uU]&|[bBxXnN])?'(?:[^']|'')*+'
      | \$(?P<tag>{_FIRST}{_NEXT_OF_TAG}*+)?\$(?s:.*?)\$(?(tag)(?P=tag))\$)
  | (?P<QUOTED>(?:[uU]&)?"(?:[^"]|"")++")
  | (?P<OPEN>(?:[uU]&)?['"]|[eEbBxXnN]'|\$(?:{_FIRST}{_NEXT_OF_TAG}*+)?\$)
  | (?P<WORD>{_FIRST}{_NEXT}*+)
  | (?P<NUMBER>[0-9]++(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?)
  | (?P<COMMENT>/\*)
  | (?P<SIGN>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = ("--", "/*")
_KINDS = {one.name: one for one in Kind}


def tokens(sql: str) -> Iterator[Token]:
    """The tokens of `sql`, which joined are `sql` again. Raises QueryError for a comment, string or name left open."""
    at = 0
    while match := _TOKEN.match(sql, at):
        end, kind = match.end(), _KINDS.get(match.lastgroup or "")
        if match.lastgroup == "COMMENT":
            end = _comment_end(sql, at)
        elif kind is None:
            raise QueryError(f"the query has a string or name that is never closed, from character {at + 1} on")
        yield Token(kind or Kind.SPACE, sql[at:end], at)
        at = end


def _comment_end(sql: str, at: int) -> int:
    """Comments nest in PostgreSQL."""
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(sql, at):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    raise QueryError(f"the query has a comment that is never closed, from character {at + 1} on")


def alone(sql: str) -> str:
    """`sql` as it can stand inside another query: without semicolon, space and comments at its end.

    Raises QueryError where more follows the semicolon: only one statement is ever sent.
    """
    sql = sql.strip(" \t\n\r\f\v")  # so that what is asked of the result later is about the same text
    words = list(_words(sql))
    while words and words[-1].text == ";":
        words.pop()
    if not words:
        raise QueryError("the query is empty; one SELECT is wanted")
    if any(one.text == ";" for one in words):
        raise QueryError("the query has several statements; one SELECT is wanted")
    return sql[: words[-1].start + len(words[-1].text)].lstrip()


def called(sql: str) -> frozenset[str]:
    """The name of every call, as `calls` gives it, without a look at the arguments."""
    seen = _words(sql)
    return frozenset(
        _folded(name) for name, after in pairwise(seen) if after.text == "(" and name.kind in (Kind.WORD, Kind.QUOTED)
    )


@lru_cache(maxsize=32)
def _words(sql: str) -> tuple[Token, ...]:
    return tuple(one for one in tokens(sql) if one.kind is not Kind.SPACE)


def calls(sql: str) -> tuple[Call, ...]:
    """Every name that stands before a parenthesis, functions and keywords alike, in the order of their names.

    Raises QueryError for a name that PostgreSQL would change before it looks for it: what it calls cannot be seen.
    """
    seen = _words(sql)
    found = []
    for index, (name, after) in enumerate(pairwise(seen)):
        if after.text == "(" and name.kind in (Kind.WORD, Kind.QUOTED):
            close, arguments = _arguments(sql, seen, index + 1)
            found.append(Call(_folded(name), name.start, close, arguments))
    return tuple(found)


def members(sql: str) -> frozenset[str]:
    """Every name after a dot and not before a parenthesis: `t.f` may call the function f of the rows of t."""
    seen = _words(sql)
    around = zip(seen, seen[1:], [*seen[2:], None], strict=False)
    return frozenset(
        _folded(name)
        for dot, name, after in around
        if dot.text == "." and name.kind in (Kind.WORD, Kind.QUOTED) and (after is None or after.text != "(")
    )


def _folded(name: Token) -> str:
    if name.kind is Kind.WORD:
        if not name.text.isascii():
            raise QueryError(f"the name {name.text!r} is not accepted there without quotation marks")
        return name.text.lower()
    if name.text[0] in "uU":
        raise QueryError(f"the name {name.text} is not accepted there with Unicode escapes: write it plainly")
    return name.text[1:-1].replace('""', '"')


def _arguments(sql: str, seen: tuple[Token, ...], opening: int) -> tuple[int, tuple[str, ...]]:
    depth, begin, parts = 0, seen[opening].start + 1, []
    for token in seen[opening:]:
        if token.kind is not Kind.SIGN:
            continue
        if token.text in "([":
            depth += 1
        elif token.text in ")]":
            depth -= 1
        if depth == 0 or (depth == 1 and token.text == ","):
            parts.append(_uncommented(sql[begin : token.start]))
            begin = token.start + 1
        if depth == 0:
            return token.start + 1, tuple(part for part in parts if part)
    raise QueryError("the query has a parenthesis that is never closed")


def _uncommented(sql: str) -> str:
    return "".join("\n" if one.text.startswith(_COMMENT) else one.text for one in tokens(sql)).strip(" \t\n\r\f\v")
