"""A runner: it takes all pending migrations of a clone, one after another, until the first that fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from auditor.db.clone import Clone
from auditor.errors import RunnerError

MOST_SAID = 60


def unheard(_: str) -> None:
    """For when nobody listens."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the migrations run. `environment` is ours; what in it leads to a database leads to the clone instead.

    `source` may be a patched copy of what the runner was chosen for. All output is appended to `log`, and every line
    of it, without what a terminal obeys, goes to `tell`. `limit` is in seconds, for one run.
    """

    clone: Clone
    source: Path | None
    log: Path
    limit: float
    environment: Mapping[str, str]
    tell: Callable[[str], None] = unheard


@dataclass(frozen=True, slots=True)
class Ran:
    """How one run ended. `said` are the last lines of its output, in which there may be values of rows.

    `migration` is the version that failed and `error` the SQLSTATE, None where the runner cannot tell. `notes` are
    what must be known besides: sessions left open, a database that is gone, what the application was stood in for.
    `clone_lost` says that there is nothing to go on with.
    """

    ok: bool
    code: int | None
    seconds: float
    said: tuple[str, ...] = ()
    migration: str | None = None
    error: str | None = None
    timed_out: bool = False
    notes: tuple[str, ...] = ()
    clone_lost: bool = False


def source_of(place: Place) -> Path:
    """The folder of the application, in full. Raises RunnerError."""
    if place.source is None:
        raise RunnerError("the runner needs the application's folder; give it with --source")
    return place.source.resolve()


class Runner(Protocol):
    """Each call runs what is pending then: after the first failure is mended, the next call goes on from there."""

    @property
    def name(self) -> str:
        """`command`, `sql`, `alembic` or `rails`."""
        ...

    def run(self, place: Place) -> Ran:
        """Runs all that is pending. Raises RunnerError where nothing can be run; on Ctrl-C ends all it has started."""
        ...
