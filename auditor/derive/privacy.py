"""Which columns of an application that nobody described are likely to hold what is private."""

import re

_PRIVATE = re.compile(
    r"mail|name|login|nick|phone|fax|street|address|city|zip|birth|password|passwd|secret|token|salt|hash|digest|otp|"
    r"api_?key|(^|_)ip($|_)|ip_addr|ssn|iban|card|(^|_)(uid|url|uri)($|_)|external_id",
    re.IGNORECASE,
)


def private(*lists: tuple[str, ...]) -> frozenset[str]:
    """Of the columns that a finding shows, those whose values are masked, by their names."""
    return frozenset(name for names in lists for name in names if _PRIVATE.search(name))
