"""What a pack states of a migration: its operations in SQL, and in comments what becomes of the rows.

A file `operations/<version>.sql` has paragraphs, with an empty line between them. A comment such as
`-- lost thing: title` speaks for the paragraph in which it stands, `-- tried: …` and `-- open: …` for the whole file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from auditor.errors import PackError

FOLDER = "operations"
_WORD = re.compile(r"-- (tried|open|nothing|home|lost|differs|stops|note|key|by hand|mend)(?: ([\w-]+))?: (\S.*)")
_MORE = re.compile(r"--   +(\S.*)")
_HOME = re.compile(r"(?P<table>\w+)\.(?P<column>\w+) by (?P<by>\w+ = \w+(?:, \w+ = \w+)*)(?: where (?P<where>.+))?")
_NAMED = {"home", "lost", "differs", "stops", "note", "mend"}


@dataclass(frozen=True, slots=True)
class Mend:
    """A script that puts right what a query of a pack finds; `found` has its rows."""

    id: str
    does: str
    sql: str


@dataclass(frozen=True, slots=True)
class Told:
    """A query of a pack about a migration: rows of which something is `lost`, or at which it `stops`; `differs` is what
    has been lost if it is not the new home that was changed since, and a `note` is for somebody to look at.

    `key` are the columns that make a row what it is, the first where none are named; `steps` what a person can do.
    """

    id: str
    kind: Literal["lost", "differs", "stops", "note"]
    title: str
    why: str
    line: int
    sql: str = ""
    key: tuple[str, ...] = ()
    steps: str | None = None
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """Where the values of a `column` that goes are, if nothing is lost: `to_column` of `table`, in the row that agrees.

    `by` pairs a column there with one here, `where` is a condition on the row there, which it calls `home`.
    """

    column: str
    table: str
    to_column: str
    by: tuple[tuple[str, str], ...]
    where: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Statements from line `first` to `last`, and what the pack says of them; `nothing` is why nothing is lost."""

    first: int
    last: int
    nothing: str | None = None
    homes: tuple[Home, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """One file. `sql` has the operations alone, in the lines in which they stand.

    `tried` is the release whose real migration was run on planted rows, or why none was; `open` what is not covered.
    """

    version: str
    path: str
    sql: str
    paragraphs: tuple[Paragraph, ...]
    tried: str
    open: str | None = None

    def paragraph(self, line: int) -> Paragraph | None:
        """The one in which a line stands."""
        return next((one for one in self.paragraphs if one.first <= line <= one.last), None)


def load_operations(folder: Path, pack: str) -> Mapping[str, Stated]:
    """What the pack in `folder` states, by version. Raises PackError naming file and line."""
    found = {}
    for path in sorted((folder / FOLDER).glob("*.sql")):
        where = f"checks/{pack}/{FOLDER}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PackError(f"cannot read {path}: {error}") from error
        found[path.stem] = _File(where, text).stated(path.stem)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """A directive or a statement: its place, the word, the name behind that, and the text."""

    at: int
    word: str
    name: str
    text: str


class _File:
    """A file as it is read, line by line."""

    def __init__(self, where: str, text: str) -> None:
        self._where, self._lines = where, text.splitlines()
        self._kept = [""] * len(self._lines)
        self._head: dict[str, str] = {}

    def stated(self, version: str) -> Stated:
        paragraphs = tuple(self._paragraph(first, last) for first, last in self._blocks())
        if "tried" not in self._head:
            raise self._wrong(
                1, "it does not say whether it was tried; accepted: -- tried: RELEASE, or -- tried: no, why"
            )
        ids = [one.id for each in paragraphs for one in each.told]
        if len(set(ids)) < len(ids):
            raise self._wrong(1, f"two queries have one name: {', '.join(sorted(ids))}")
        sql = "\n".join(self._kept)
        return Stated(version, self._where, sql, paragraphs, self._head["tried"], self._head.get("open"))

    def _blocks(self) -> Iterator[tuple[int, int]]:
        first = None
        for at, line in enumerate([*self._lines, ""]):
            if line.strip() and first is None:
                first = at
            elif not line.strip() and first is not None:
                yield first, at - 1
                first = None

    def _paragraph(self, first: int, last: int) -> Paragraph:
        made = Paragraph(first + 1, last + 1)
        for part in self._parts(first, last):
            made = self._with(made, part)
        if any(_wants(one) for one in made.told):
            raise self._wrong(last + 1, "the statement that was told of is missing")
        return made

    def _with(self, made: Paragraph, part: _Part) -> Paragraph:
        match part.word:
            case "tried" | "open":
                self._head[part.word] = " ".join(part.text.split())
            case "nothing":
                return replace(made, nothing=" ".join(part.text.split()))
            case "home":
                return replace(made, homes=(*made.homes, self._home(part)))
            case "lost" | "differs" | "stops" | "note" as kind:
                title, _, why = part.text.partition("\n")
                told = Told(part.name, kind, title, " ".join(why.split()) or f"{title}.", part.at + 1)
                return replace(made, told=(*made.told, told))
            case "statement" if not made.told or not _wants(made.told[-1]):
                lines = part.text.split("\n")
                self._kept[part.at : part.at + len(lines)] = lines
            case _ if made.told:
                return replace(made, told=(*made.told[:-1], _more(made.told[-1], part)))
            case _:
                raise self._wrong(part.at + 1, f"{part.word} stands before any query")
        return made

    def _parts(self, first: int, last: int) -> Iterator[_Part]:
        """Directives and statements."""
        at = first
        while at <= last:
            begun, line = at, self._lines[at]
            at += 1
            if not line.startswith("--"):
                while not _ended(self._lines[begun:at]):
                    if at > last:
                        raise self._wrong(begun + 1, "the statement has no end; a semicolon should end its last line")
                    at += 1
                yield _Part(begun, "statement", "", "\n".join(self._lines[begun:at]))
                continue
            found = _WORD.fullmatch(line.rstrip())
            if found is None:
                continue
            word, name, text = found.groups(default="")
            if bool(name) != (word in _NAMED):
                raise self._wrong(begun + 1, f"{word} {'needs a' if word in _NAMED else 'has no'} name")
            while at <= last and (more := _MORE.fullmatch(self._lines[at].rstrip())):
                text, at = f"{text}\n{more[1]}", at + 1
            yield _Part(begun, word, name, text)

    def _home(self, part: _Part) -> Home:
        text, line = " ".join(part.text.split()), part.at + 1
        found = _HOME.fullmatch(text)
        if found is None:
            form = "-- home column: table.column by there = here"
            raise self._wrong(line, f"wanted {form}, more pairs after commas, and perhaps where …; found {text!r}")
        pairs = tuple((one.split(" = ")[0], one.split(" = ")[1]) for one in found["by"].split(", "))
        return Home(part.name, found["table"], found["column"], pairs, found["where"], line)

    def _wrong(self, line: int, what: str) -> PackError:
        return PackError(f"{self._where}, line {line}: {what}")


def _ended(lines: list[str]) -> bool:
    """Whether a statement ends with these lines: with a semicolon that is in no body of a block."""
    return lines[-1].rstrip().endswith(";") and "\n".join(lines).count("$$") % 2 == 0


def _wants(told: Told) -> bool:
    """Whether a statement is still to follow."""
    return not told.sql or any(not one.sql for one in told.mends)


def _more(told: Told, part: _Part) -> Told:
    match part.word:
        case "key":
            return replace(told, key=tuple(part.text.split(", ")))
        case "by hand":
            return replace(told, steps=part.text)
        case "mend":
            return replace(told, mends=(*told.mends, Mend(part.name, " ".join(part.text.split()), "")))
        case _ if not told.sql:
            return replace(told, sql=part.text.rstrip().rstrip(";"))
        case _:
            return replace(told, mends=(*told.mends[:-1], replace(told.mends[-1], sql=part.text)))
