"""How bad a finding is for the release that is aimed at."""

from auditor.model.check import Check, Severity
from auditor.packs.releases import release_key


def severity_at(check: Check, release: str | None) -> Severity | None:
    """The severity that holds at `release`; the worst of all where no release is known; None where none holds."""
    if release is None:
        return min((one.severity for one in check.severities), key=lambda one: one.rank)
    here = release_key(release)
    for one in check.severities:
        after_start = one.since is None or release_key(one.since) <= here
        before_end = one.before is None or here < release_key(one.before)
        if after_start and before_end:
            return one.severity
    return None
