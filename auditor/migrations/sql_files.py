"""A tree with migrations in plain SQL."""

import re
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Self

from auditor.migrations.sql import LONGEST, steps
from auditor.migrations.sql_layouts import Layout, layout
from auditor.migrations.sql_texts import Text, forward
from auditor.model.migration import Reading
from auditor.model.operation import AddIndex, Opaque
from auditor.model.source import MigrationFile, Script, Step, World

_PLACEHOLDER = re.compile(r"^[ \t]*flyway\.placeholders\.([\w.\-]+)[ \t]*=[ \t]*(.*?)[ \t]*$", re.MULTILINE)


class SqlProject:
    """Files of Flyway, sqitch, golang-migrate, dbmate or goose, or numbered ones of one's own making."""

    def __init__(self, root: Path, found: Layout) -> None:
        self.root = root
        self.framework = found.framework
        self.ledger = found.ledger
        self.files = found.files
        self._layout = found
        self._placeholders = _placeholders(root) if found.framework == "flyway" else {}

    def pending(self, done: Collection[str]) -> tuple[MigrationFile, ...]:
        """What has not run, by number; a file that runs again whenever it changes, by the checksum that was noted."""
        words = frozenset(done)
        return tuple(one for one in self.files if not self._layout.done(one, words))

    def read(self, file: MigrationFile, world: World) -> Script:
        """The operations of a file, in the order in which they stand."""
        try:
            if (self.root / file.path).stat().st_size > LONGEST:
                return Script.unread(f"the file is longer than {LONGEST:,} bytes")
            found = self.text(file)
        except OSError as error:
            return Script.unread(f"the file cannot be read: {error.strerror}")
        except UnicodeDecodeError as error:
            return Script.unread(
                f"byte {error.start + 1} of the file is not UTF-8 ({error.reason}); saved as UTF-8 it can be read"
            )
        return _script(found, world)

    def text(self, file: MigrationFile) -> Text:
        """What of a file runs, as PostgreSQL gets it. Raises OSError, UnicodeDecodeError."""
        return forward((self.root / file.path).read_text(encoding="utf-8"), self._placeholders)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""


def sql_project(root: Path) -> SqlProject | None:
    """The SQL migrations under `root`, if any. Raises SourceError where it is unclear which are meant."""
    found = layout(root)
    return SqlProject(root, found) if found else None


def _placeholders(root: Path) -> dict[str, str]:
    """What Flyway puts in for `${name}`, where its own configuration says so."""
    found: dict[str, str] = {}
    for path in (root / "flyway.conf", root / "conf" / "flyway.conf"):
        with suppress(OSError):
            found |= dict(_PLACEHOLDER.findall(path.read_text(encoding="utf-8", errors="replace")))
    return found


def _script(part: Text, world: World) -> Script:
    found = list(steps(part.sql, world=world))
    for line, command in part.unknown:
        reason = f"only psql knows what {command.split()[0]} does"
        found.append(Step(Opaque(command, reason), line, Reading.PARTIAL if found else Reading.UNREAD, reason))
    ordered = sorted(found, key=lambda one: one.line)
    alone = any(isinstance(one.operation, AddIndex) and one.operation.concurrently for one in ordered)
    return Script.of(ordered, transaction=part.transaction and not alone)
