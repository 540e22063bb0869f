"""How bad a finding is for the release that is aimed at."""

from collections.abc import Iterable, Sequence

from auditor.model.check import Check, Severity, SeverityRange
from auditor.model.outcome import Cell
from auditor.packs.releases import release_key


def severity_at(check: Check, release: str | None) -> Severity | None:
    """The severity of any row at `release`; the worst of all where no release is known; None where none holds."""
    return _worst(one for one in _in_force(check, release) if one.holding is None)


def worst_at(check: Check, release: str | None) -> Severity | None:
    """The severity of the worst row that there could be."""
    return _worst(_in_force(check, release))


def varying(check: Check) -> bool:
    """Whether some rows are worse than others."""
    return any(one.holding is not None for one in check.severities)


class Rising:
    """The severity of the rows seen so far: some are worse than others of the same check."""

    def __init__(self, check: Check, release: str | None, columns: Sequence[str], least: Severity) -> None:
        self.severity = least
        self._worse = [
            (one.severity, columns.index(one.holding.column), one.holding.text)
            for one in _in_force(check, release)
            if one.holding is not None and one.holding.column in columns
        ]

    def see(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Take in rows in the order of the columns."""
        for severity, at, text in self._worse:
            if severity.rank < self.severity.rank and any(text in str(row[at]) for row in rows):
                self.severity = severity


def _in_force(check: Check, release: str | None) -> tuple[SeverityRange, ...]:
    if release is None:
        return check.severities
    here = release_key(release)
    return tuple(
        one
        for one in check.severities
        if (one.since is None or release_key(one.since) <= here)
        and (one.before is None or here < release_key(one.before))
    )


def _worst(ranges: Iterable[SeverityRange]) -> Severity | None:
    return min((one.severity for one in ranges), key=lambda one: one.rank, default=None)
