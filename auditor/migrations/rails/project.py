"""A Rails application's migrations: ordinary ones, those for after the deployment, and those of its plugins."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from auditor.errors import SourceError
from auditor.migrations.project import Ledger
from auditor.migrations.rails.reader import script
from auditor.model.migration import Phase
from auditor.model.source import MigrationFile, Script, World

_FOLDERS = {"db/migrate": Phase.PRE, "db/post_migrate": Phase.POST}
_PARTS = ("plugins/*", "engines/*", "components/*", "gems/*", "vendor/engines/*", "packs/*", "packages/*")
_NAMED = re.compile(r"(\d+)_([a-z0-9_]+)(?:\.[\w.]+)?\.rb\Z")
LEDGER = Ledger("schema_migrations", "select version::text as version from schema_migrations")


@dataclass(frozen=True, slots=True)
class RailsProject:
    """The migrations below a root, in the order of their numbers."""

    root: Path
    files: tuple[MigrationFile, ...]
    framework: str = "rails"
    ledger: Ledger = LEDGER

    @staticmethod
    def at(root: Path) -> "RailsProject | None":
        """The project at that root, None where no migration of Rails is there. Raises SourceError."""
        try:
            files = sorted(_files(root), key=lambda one: (int(one.version), one.path))
        except OSError as error:
            raise SourceError(f"cannot read {root}: {error}") from error
        return RailsProject(root, tuple(files)) if files else None

    def pending(self, done: Collection[str]) -> tuple[MigrationFile, ...]:
        """What has not run: by number, as one run of `db:migrate` takes ordinary and post-deployment ones together."""
        numbers = {_number(one) for one in done}
        return tuple(one for one in self.files if _number(one.version) not in numbers)

    def read(self, file: MigrationFile, world: World) -> Script:
        """What the migration does."""
        try:
            source = (self.root / file.path).read_bytes()
        except OSError as error:
            return Script.unread(f"it cannot be read: {error.strerror or error}")
        return script(source, file.path, world, self.root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _files(root: Path) -> Iterator[MigrationFile]:
    roots = [root, *(one for pattern in _PARTS for one in sorted(root.glob(pattern)) if one.is_dir())]
    for base in roots:
        for folder, phase in _FOLDERS.items():
            for path in sorted((base / folder).glob("**/*.rb")):
                found = _NAMED.match(path.name)
                if found is not None and path.is_file():
                    yield MigrationFile(found[1], _camel(found[2]), phase, path.relative_to(root).as_posix())


def _camel(name: str) -> str:
    """The class in a file of that name."""
    return "".join(one[:1].upper() + one[1:] for one in name.split("_"))


def _number(version: str) -> str:
    """A version without leading zeros: Rails compares numbers."""
    return version.lstrip("0") or "0"
