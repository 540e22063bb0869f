"""What judging a check gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.model.check import Check, Severity

Cell = str | int | float | bool | None

MASK = "***"
"""What stands in the place of a private value."""


class Status(StrEnum):
    """What is known of a check once it was asked."""

    CLEAR = "clear"
    FOUND = "found"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sample of the rows found, private values masked; `capped` when there are more."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    capped: bool


NOTHING_LOST = "nothing here"
"""What `losses` says of a remedy whose counts are all zero."""

NO_EVIDENCE = Evidence((), (), capped=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one check on one snapshot.

    `total` counts all rows found, also beyond the sample. `fingerprints` stops at
    `judge.FINGERPRINTS_KEPT`. `losses` says per remedy id what it would give up here, in words.
    """

    check: Check
    status: Status
    severity: Severity
    reason: str | None = None
    total: int = 0
    evidence: Evidence = NO_EVIDENCE
    fingerprints: tuple[str, ...] = ()
    losses: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
