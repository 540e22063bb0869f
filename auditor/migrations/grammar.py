"""SQL, seen by PostgreSQL's own grammar. The door to postgast."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from auditor.errors import SourceError

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pg

_DEEPEST = 500
_SHALLOW = 1000
_LONGEST = 200
_MOST_COMMENTS = 5000
_COMMENTS = re.compile(rb"/\*|\*/")
_DEEP = "it is nested too deeply"
_BLOCKS = {"BEGIN_P", "IF_P", "CASE"}
_OPENING = {"ASCII_40", "ASCII_91", "CASE"}
_CLOSING = {"ASCII_41", "ASCII_93", "END_P"}
_LEVEL = {"ASCII_44", "AND", "OR", "WHEN", "THEN", "ELSE"}
_CHAINS = {
    *("ASCII_37", "ASCII_42", "ASCII_43", "ASCII_45", "ASCII_46", "ASCII_47", "ASCII_58", "ASCII_60", "ASCII_61"),
    *("ASCII_62", "ASCII_94", "TYPECAST", "Op", "OPERATOR", "EQUALS_GREATER", "COLON_EQUALS", "LESS_EQUALS"),
    *("GREATER_EQUALS", "NOT_EQUALS", "UNION", "EXCEPT", "INTERSECT", "JOIN", "NOT", "IS", "ISNULL", "NOTNULL"),
    *("COLLATE", "AT", "BETWEEN", "IN_P", "LIKE", "ILIKE", "SIMILAR", "EXPLAIN"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a text, with the line in which it begins.

    `kind` is the name of its node, such as `alter_table_stmt`; it is empty where `fault` says why there is no tree.
    """

    kind: str
    tree: Any
    text: str
    line: int
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a text, from byte `start` to `end`. `kind` is the grammar's own name for it."""

    kind: str
    start: int
    end: int


def statements(sql: str) -> tuple[Statement, ...]:
    """The statements of a text. One that is not SQL does not hide its neighbours."""
    source = sql.encode("utf-8", "replace")
    try:
        return tuple(_parsed(source, 1))
    except SourceError as error:
        fault = str(error)
    try:
        parts = list(_parts(source))
    except SourceError:
        parts = []
    if len(parts) < 2:
        return (_broken(source, 1, fault),)
    found: list[Statement] = []
    line, at = 1, 0
    for start, end in parts:
        line, at = line + source.count(b"\n", at, start), start
        try:
            found += _parsed(source[start:end], line)
        except SourceError as error:
            found.append(_broken(source[start:end], line, str(error)))
    return tuple(found)


def tokens(sql: str) -> tuple[Token, ...]:
    """The words and signs of a text without its comments. Raises SourceError."""
    names = _kinds()
    found = (Token(names.get(one.token, ""), one.start, one.end) for one in _scanned(sql))
    return tuple(one for one in found if one.kind not in ("SQL_COMMENT", "C_COMMENT"))


def query(select: "pg.SelectStmt") -> str:
    """The text of a SELECT or VALUES."""
    pg = _nodes()
    return _deparsed(pg.Node(select_stmt=select))


def select(**parts: Any) -> str:
    """The text of a SELECT that is made of these fields of its node."""
    return query(_nodes().SelectStmt(op="SETOP_NONE", limit_option="LIMIT_OPTION_DEFAULT", **parts))


def statement_text(kind: str, tree: Any) -> str:
    """The text of a whole statement."""
    return _deparsed(_nodes().Node(**{kind: tree}))


def procedure(statement: str, body: str) -> dict[str, Any]:
    """The tree of a DO block or function in PL/pgSQL, whose body is given as well. Raises SourceError."""
    nested = sum(one.kind in _BLOCKS for one in tokens(body))
    if nested > _DEEPEST or _depth(body) > _DEEPEST:
        raise SourceError(_DEEP)
    found: dict[str, Any] = _told("parse_plpgsql", statement)[0]["PLpgSQL_function"]
    return found


def _parsed(source: bytes, line: int) -> Iterator[Statement]:
    text = source.decode()
    if len(source) > _SHALLOW and _depth(text) > _DEEPEST:
        raise SourceError(_DEEP)
    if "\0" in text:
        raise SourceError("it has a NUL character")
    at = 0
    for one in _told("parse", text).stmts:
        first = _begin(source, one.stmt_location)
        last = one.stmt_location + one.stmt_len if one.stmt_len else len(source)
        line, at = line + source.count(b"\n", at, first), first
        kind = one.stmt.WhichOneof("node")
        yield Statement(kind, getattr(one.stmt, kind), source[first:last].decode().strip(), line)


def _broken(source: bytes, line: int, fault: str) -> Statement:
    start = _begin(source, 0)
    return Statement("", None, source[start:].decode().strip(), line + source.count(b"\n", 0, start), fault)


def _scanned(text: str) -> Any:
    if len(text) > _SHALLOW and _nested_comments(text.encode()) > _MOST_COMMENTS:
        raise SourceError("its comments are nested too deeply")
    return _told("scan", text).tokens


def _nested_comments(source: bytes) -> int:
    """How deep comments may lie in each other: the scanner needs the square of that."""
    depth = most = 0
    for one in _COMMENTS.finditer(source):
        depth = depth + 1 if one[0] == b"/*" else max(depth - 1, 0)
        most = max(most, depth)
    return most


def _parts(source: bytes) -> Iterator[tuple[int, int]]:
    """From where to where each statement goes, by its semicolons alone."""
    found = tokens(source.decode())
    first: int | None = None
    depth = 0
    for one in found:
        depth += (one.kind == "ASCII_40") - (one.kind == "ASCII_41")
        if one.kind == "ASCII_59" and depth <= 0:
            if first is not None:
                yield first, one.start
            first, depth = None, 0
        elif first is None:
            first = one.start
    if first is not None:
        yield first, len(source)


def _depth(text: str) -> int:
    """How deep the tree of a text can be at most: its parser does not look after its own stack."""
    names = _kinds()
    outer: list[tuple[int, int]] = []
    base = depth = most = 0
    for one in _scanned(text):
        kind = names.get(one.token, "")
        if kind in _OPENING:
            outer.append((base, depth))
            base = depth = depth + 1
        elif kind in _CHAINS:
            depth += 1
        elif kind in _CLOSING and outer:
            base, depth = outer.pop()
        elif kind in _LEVEL:
            depth = base
        elif kind == "ASCII_59":
            outer, base, depth = [], 0, 0
        most = max(most, depth)
    return most


def _begin(source: bytes, at: int) -> int:
    """The first byte from `at` on that is neither space nor comment."""
    while at < len(source):
        if source[at : at + 1].isspace():
            at += 1
        elif source.startswith(b"--", at):
            end = source.find(b"\n", at)
            at = len(source) if end < 0 else end + 1
        elif source.startswith(b"/*", at):
            at = _behind_comment(source, at)
        else:
            break
    return at


def _behind_comment(source: bytes, at: int) -> int:
    depth = 0
    while at < len(source):
        if source.startswith(b"/*", at):
            depth, at = depth + 1, at + 2
        elif source.startswith(b"*/", at):
            depth, at = depth - 1, at + 2
            if not depth:
                break
        else:
            at += 1
    return at


def _deparsed(node: "pg.Node") -> str:
    pg = _nodes()
    tree = pg.ParseResult(version=180000, stmts=[pg.RawStmt(stmt=node)])
    return str(_told("deparse", tree))


def _told(name: str, asked: Any) -> Any:
    """What the library answers, with its errors made ours."""
    from google.protobuf.message import DecodeError, EncodeError

    library = _library()
    try:
        return getattr(library, name)(asked)
    except library.PgQueryError as error:
        raise SourceError(str(error)[:_LONGEST]) from error
    except (DecodeError, EncodeError) as error:
        raise SourceError(_DEEP) from error
    except UnicodeError as error:
        raise SourceError(f"it is not UTF-8: {error}") from error


@cache
def _library() -> Any:
    import postgast

    with suppress(ImportError, AttributeError):  # a tree may be deeper than a message is by default: _DEEPEST bounds it
        from google._upb import _message

        _message.SetAllowOversizeProtos(True)
    return postgast


def _nodes() -> Any:
    from postgast import pg_query_pb2

    return pg_query_pb2


@cache
def _kinds() -> dict[int, str]:
    values = _nodes().Token.DESCRIPTOR.values_by_number
    return {number: str(one.name) for number, one in values.items()}
