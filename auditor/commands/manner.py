"""How an audit behaves towards the server: as a guest where others live on it, at full speed where nobody does."""

from dataclasses import dataclass

from auditor.db.pacing import GENTLE, Pacing
from auditor.db.snapshot import FOR_GOOD, Age


@dataclass(frozen=True, slots=True)
class Manner:
    """With how many sessions, at what pace, and for how long one moment may be held."""

    jobs: int
    pacing: Pacing
    age: Age


def manner(*, gentle: bool, jobs: int | None, timeout: float, oldest: float) -> Manner:
    """`oldest` and `timeout` are seconds; work begins on a moment only while there is still time for it to end.

    Where the timeout leaves no room for that, work begins until half of the time is over.
    """
    if not gentle:
        return Manner(jobs or 2, Pacing(), FOR_GOOD)
    return Manner(jobs or 1, Pacing(GENTLE), Age(max(oldest - timeout, oldest / 2), oldest))
