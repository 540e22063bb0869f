"""A migration of the audited application, and how far it is understood."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Before or after the new code is deployed."""

    PRE = "pre"
    POST = "post"


class Reading(StrEnum):
    """How sure we are of what a migration does.

    `exact`, `guarded` and `partial` come from its source; `pack` means that the pack's checks
    cover every known hazard of it, `partial` also that they cover only some; `unread` that nobody does.
    """

    EXACT = "exact"
    GUARDED = "guarded"
    PARTIAL = "partial"
    UNREAD = "unread"
    PACK = "pack"


_SURE = (Reading.EXACT, Reading.GUARDED, Reading.PARTIAL, Reading.UNREAD)


def least_sure(readings: Iterable[Reading]) -> Reading:
    """The least sure of some readings of a source; of none it is exact."""
    return max(readings, key=_SURE.index, default=Reading.EXACT)


class MigrationStatus(StrEnum):
    """The worst that the checks of a migration say."""

    CLEAR = "clear"
    ABORT = "abort"
    LOSS = "loss"
    RISK = "risk"
    NOTE = "note"
    UNKNOWN = "unknown"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Migration:
    """A pending migration. `path` is relative to the root of the application; `because` says what of it is not read.

    Where all that it does is `stated` by a pack, no check means that there is nothing to ask.
    """

    version: str
    name: str
    phase: Phase
    path: str | None
    line: int
    reading: Reading
    does: str | None = None
    because: tuple[str, ...] = ()
    stated: bool = False
