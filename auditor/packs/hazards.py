"""What is known to go wrong in the migrations of an application, and how far a pack tells it beforehand."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from auditor.errors import PackError


class Effect(StrEnum):
    """What comes of it."""

    ABORT = "abort"
    LOSS = "loss"
    OTHER = "other"


class Means(StrEnum):
    """How it is told."""

    CHECKS = "checks"
    DERIVED = "derived"
    QUERY = "query"
    BY_HAND = "by hand"
    NOTHING = "nothing to lose"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Hazard:
    """One way in which a migration fails or loses something, by the `rows` that it meets.

    `because` is why it is not told, or why it is no loss; `tried` says that the real migration was run on such rows.
    """

    version: str
    effect: Effect
    rows: str
    means: Means
    tried: bool
    because: str | None = None


def load_hazards(path: Path) -> tuple[Hazard, ...]:
    """Every hazard in a file of them, by version. Raises PackError."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["hazards"]
        return tuple(
            Hazard(
                one["version"],
                Effect(one["effect"]),
                one["rows"],
                Means(one["told"]),
                one["tried"],
                one.get("because"),
            )
            for one in entries
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackError(f"{path} is not a list of hazards: {type(error).__name__}: {error}") from error
