"""Rows planted before a real migration of the application, as SQL with comments in `tests/truth/stated`.

A file is called as its migration's version. What stands before the first case makes the tables, where these are not the
ones of the release that the fixtures have; each case begins with `-- case: …`. A line `-- gone: SELECT` gives true
after the migration where what was planted is nowhere any more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("stated")
_CASE = re.compile(r"^-- case: (.+)$", re.MULTILINE)
_GONE = re.compile(r"^-- gone: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Planted:
    """One case. `gone` is a SELECT with one value, true where the migration has lost what was planted."""

    version: str
    name: str
    sql: str
    gone: str | None


@dataclass(frozen=True, slots=True)
class Plantings:
    """All cases of one migration. `schema` makes the tables; where it is empty they are those of the fixtures."""

    version: str
    schema: str
    cases: tuple[Planted, ...]


def plantings(folder: Path = FOLDER) -> Iterator[Plantings]:
    """Every file, by version."""
    for path in sorted(folder.glob("*.sql")):
        schema, *rest = _CASE.split(path.read_text(encoding="utf-8"))
        pairs = zip(rest[::2], rest[1::2], strict=True)
        yield Plantings(path.stem, _code(schema), tuple(_planted(path.stem, *one) for one in pairs))


def _planted(version: str, name: str, text: str) -> Planted:
    gone = _GONE.search(text)
    return Planted(version, name, _code(text), gone[1] if gone else None)


def _code(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()
