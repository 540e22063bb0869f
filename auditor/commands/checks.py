"""What the checks are, told without a database."""

import textwrap
from collections.abc import Iterator

from auditor.errors import UsageError, unknown_name
from auditor.model.check import Check, SeverityRange
from auditor.packs.pack import load_packs
from auditor.shipping import shipped


def known() -> dict[str, Check]:
    """Every check of every pack, by id. Raises PackError."""
    packs = load_packs(shipped("checks"))
    return {check.id: check for pack in packs.values() for check in pack.checks}


def listed() -> str:
    """One line for each check."""
    checks = known().values()
    width = max((len(one.id) for one in checks), default=0)
    return "".join(f"{one.id:<{width}}  {severities(one):<14}  {one.title}\n" for one in checks)


def explained(check_id: str) -> str:
    """Everything about one check. Raises UsageError for an unknown id."""
    checks = known()
    if check_id not in checks:
        raise UsageError(unknown_name("check", check_id, checks))
    return "\n".join(_paragraphs(checks[check_id])) + "\n"


def severities(check: Check) -> str:
    """The severities that a check has in one release or another."""
    return ", ".join(dict.fromkeys(one.severity.value for one in check.severities))


def _paragraphs(check: Check) -> Iterator[str]:
    yield f"{check.id}: {check.title}"
    yield ""
    yield textwrap.fill(check.why, 100)
    yield ""
    for one in check.severities:
        yield f"severity    {one.severity}{releases(one)}"
    yield f"migrations  {', '.join(check.guards) or 'none in particular'}"
    yield f"reads       {', '.join(check.needs)}"
    yield f"a finding   {', '.join(check.key)}"
    for remedy in check.remedies:
        yield ""
        yield f"remedy {remedy.id} ({remedy.kind}, {remedy.safety}): {remedy.title}"
        yield textwrap.fill(remedy.does, 100, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield "the query, a row of which is a finding:"
    yield textwrap.indent(check.find.rstrip(), "  ")


def releases(one: SeverityRange) -> str:
    """For which releases, and of which rows, a severity holds."""
    since = f" from {one.since}" if one.since else ""
    before = f" before {one.before}" if one.before else ""
    rows = f", where {one.holding.column} holds {one.holding.text}" if one.holding else ""
    return since + before + rows
