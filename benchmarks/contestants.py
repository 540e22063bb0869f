"""The programs that are held against each other: ours, and those that are at hand of the others."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from auditor.db.clone import Clone
from benchmarks.expected import JSON

PACK = Path(__file__).parent / "forum"
FULL_SPEED = "--full-speed"

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A program that asks the checks of a database, by `words`, and then has `counts` of what it found.

    `codes` are the exit codes with which it says that it has done so. `whole` are all 30 checks, else 27.
    """

    name: str
    words: Sequence[str]
    counts: Callable[[], Counts]
    whole: bool = False
    codes: frozenset[int] = frozenset({0, 1})
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absent:
    """A program that cannot be run here, and why."""

    name: str
    reason: str


def ours(clone: Clone, folder: Path, *, pack: Path = PACK) -> Iterator[Contestant]:
    """The audit with one and with two sessions, of the 27 checks that others can ask too, and of all 30."""
    speed = (FULL_SPEED,) if _knows(FULL_SPEED) else ()
    for checks, ignored in ((27, ("--ignore", f"{JSON}*")), (30, ())):
        for jobs in (2, 1):
            report = folder / f"auditor-{checks}-{jobs}.json"
            audit = (
                "audit",
                clone.reader_url,
                "--pack",
                str(pack),
                "--select",
                f"{pack.name}/*",
                *ignored,
                "--jobs",
                str(jobs),
                *speed,
            )
            yield Contestant(
                f"auditor, {checks} checks, {jobs} session{'s' if jobs > 1 else ''}",
                (sys.executable, "-m", "auditor", *audit, "--format", f"json:{report}", "--quiet"),
                partial(_reported, report),
                whole=checks == 30,
                codes=frozenset({0, 3}),
                extra=installed(folder),
            )


def reached(clone: Clone) -> Mapping[str, str]:
    """How to connect to it, word by word: host, which is the folder of a socket, port, user and dbname."""
    return {name: str(value) for name, value in conninfo_to_dict(clone.url).items()}


def version(environment: Path, package: str) -> str:
    """The version of a package that is installed there; nothing where that cannot be told."""
    found = next(environment.glob(f"lib/python*/site-packages/{package}-*.dist-info"), None)
    return found.name.removesuffix(".dist-info").rpartition("-")[2] if found else ""


def installed(folder: Path) -> Mapping[str, str]:
    """The environment in which our modules are found compiled, as where they are installed, whatever this one says."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _knows(option: str) -> bool:
    words = (sys.executable, "-m", "auditor", "audit", "--help")
    return option in subprocess.run(words, check=True, capture_output=True, text=True).stdout


def _reported(report: Path) -> Counts:
    """What the report found; a check of which it does not know all has no count."""
    checks = json.loads(report.read_text(encoding="utf-8"))["checks"]
    return {one["id"]: one["total"] for one in checks if one["status"] in ("found", "clear") and not one["reason"]}
