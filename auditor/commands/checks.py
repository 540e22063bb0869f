"""What the checks are, told without a database."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from auditor.errors import UsageError, unknown_name
from auditor.model.check import Check, SeverityRange
from auditor.packs.installed import with_installed
from auditor.packs.pack import Pack, load_packs
from auditor.packs.shelf import chosen
from auditor.shipping import shipped


def known() -> dict[str, Check]:
    """Every check that comes with the auditor, by id. Raises PackError."""
    packs = load_packs(shipped("checks"))
    return {check.id: check for pack in packs.values() for check in pack.checks}


def listed() -> str:
    """One line for each check of a folder; of those that a pack states beside them, how many there are."""
    packs = _packs()
    lines = _lines([check for pack in packs.values() for check in pack.checks])
    more = [
        f"{len(stated(one))} more are stated by {one.name}; auditor checks list --pack {one.name} has them.\n"
        for one in packs.values()
        if one.operations
    ]
    return lines + "".join(more)


def of_pack(name: str, release: str | None, migration: str | None) -> str:
    """The checks of a pack by the migration that they speak for, of all that it knows or of those in a release.

    Raises UsageError for a pack, release or migration that it does not know, PackError.
    """
    packs, names = chosen(_packs(), [name])
    pack = packs[names[0]]
    checks = (*pack.checks, *stated(pack))
    versions = set(pack.migrations) if release is None else set(pack.releases.named(release).post)
    if migration is not None:
        if migration not in pack.migrations:
            raise UsageError(unknown_name("migration", migration, pack.migrations))
        versions = {migration}
    parts = (
        [_lines([one for one in checks if pack.always or not one.guards])]
        if release is None and migration is None
        else []
    )
    for version in sorted(versions):
        mine = [one for one in checks if version in one.guards]
        known = pack.migrations.get(version)
        told = _told(pack, version, bool(mine))
        parts.append(f"{version} {known.name if known else ''}  ({told})\n{textwrap.indent(_lines(mine), '  ')}")
    return "\n".join(filter(None, parts))


def stated(pack: Pack) -> tuple[Check, ...]:
    """What a pack asks of rows beside its check folders, as it stands in its files."""
    if not pack.operations:
        return ()
    from auditor.derive.spoken import unasked

    return tuple(one for file in pack.operations.values() for one in unasked(pack.name, file))


def _packs() -> Mapping[str, Pack]:
    return with_installed(load_packs(shipped("checks")))


def _told(pack: Pack, version: str, some: bool) -> str:
    """How a migration is known to the pack, in words."""
    file = pack.operations.get(version)
    if file is None:
        return "checks of its own" if some else "not checked"
    tried = "not tried" if file.tried.startswith("no") else f"tried on {file.tried}"
    return f"stated in {file.path}, {tried}"


def _lines(checks: Sequence[Check]) -> str:
    width = max((len(one.id) for one in checks), default=0)
    return "".join(f"{one.id:<{width}}  {severities(one):<14}  {one.title}\n" for one in checks)


def explained(check_id: str) -> str:
    """Everything about one check. Raises UsageError for an unknown id."""
    packs = _packs()
    checks = {one.id: one for pack in packs.values() for one in (*pack.checks, *stated(pack))}
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
    yield f"tried       {check.tried or 'not said'}"
    yield f"reads       {', '.join(check.tables) or 'what its query says'}"
    yield f"a finding   {', '.join(check.key) or 'its first column'}"
    for remedy in check.remedies:
        yield ""
        yield f"remedy {remedy.id} ({remedy.kind}, {remedy.safety}): {remedy.title}"
        yield textwrap.fill(remedy.does, 100, initial_indent="  ", subsequent_indent="  ")
    yield ""
    if check.each is None:
        yield "the query, a row of which is a finding:"
    else:
        yield "the query of the catalog, each row of which has in `find` a query, a row of which is a finding:"
    yield textwrap.indent((check.each.sql if check.each else check.find).rstrip(), "  ")


def releases(one: SeverityRange) -> str:
    """For which releases, and of which rows, a severity holds."""
    since = f" from {one.since}" if one.since else ""
    before = f" before {one.before}" if one.before else ""
    rows = f", where {one.holding.column} holds {one.holding.text}" if one.holding else ""
    return since + before + rows
