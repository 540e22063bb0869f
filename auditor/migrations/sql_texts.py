"""The text of a migration file as PostgreSQL gets it, with every statement in the line where it stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_MARK = re.compile(
    r"--\s*(?:(?:migrate:\s*|\+goose\s+|\+migrate\s+)(?P<way>up|down)\b|(?P<other>up|down)\s+migration\b)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"--\s*(?:migrate:\s*up\b.*\btransaction:\s*false\b|\+goose\s+no\s+transaction\b|\+migrate\s+up\s+notransaction\b)",
    re.IGNORECASE,
)
_COPY = re.compile(r"\s*COPY\b[^;]*\bFROM\s+STDIN\b[^;]*;", re.IGNORECASE)
_COMMAND = re.compile(r"[ \t]*\\(?P<name>[a-z!]+)(?:\s|\Z)")
_PLACEHOLDER = re.compile(r"\$\{([\w.:\-]+)\}")
_QUIET = frozenset(("set", "unset", "echo", "qecho", "warn", "timing", "pset", "encoding", "restrict", "unrestrict"))
_LOUD = frozenset(
    (
        "i",
        "ir",
        "include",
        "include_relative",
        "copy",
        "c",
        "connect",
        "if",
        "elif",
        "else",
        "endif",
        "gexec",
        "gset",
        "!",
    )
)
_SKIPPED = _QUIET | _LOUD


@dataclass(frozen=True, slots=True)
class Text:
    """What runs of a file. `transaction` is False where it says so; `unknown` are lines that only psql follows."""

    sql: str
    transaction: bool = True
    unknown: tuple[tuple[int, str], ...] = ()


def forward(text: str, placeholders: Mapping[str, str] | None = None) -> Text:
    """The part that migrates forward, without what is meant for psql alone."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    transaction = not any(_ALONE.match(line) for line in lines)
    if any(_MARK.match(line) for line in lines):
        lines = list(_up(lines))
    lines = list(_without_rows(lines))
    commands = {n: one["name"] for n, line in enumerate(lines) if (one := _COMMAND.match(line))}
    unknown = tuple((n + 1, lines[n].strip()) for n, name in commands.items() if name in _LOUD)
    kept = ("" if commands.get(n, "") in _SKIPPED else line for n, line in enumerate(lines))
    known = placeholders or {}
    sql = _PLACEHOLDER.sub(lambda one: known.get(one[1], one[0]), "\n".join(kept))
    return Text(sql, transaction, unknown)


def _up(lines: list[str]) -> Iterator[str]:
    """The lines below a mark that leads up; all others empty."""
    up = False
    for line in lines:
        mark = _MARK.match(line)
        if mark:
            up = (mark["way"] or mark["other"]).lower() == "up"
        yield line if up and not mark else ""


def _without_rows(lines: list[str]) -> Iterator[str]:
    """The lines, those of rows that stand behind a COPY empty."""
    within = False
    for line in lines:
        yield "" if within else line
        within = line.rstrip() != "\\." if within else ";" in line and bool(_COPY.match(line))
