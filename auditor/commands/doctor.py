"""Whether a target can be audited, and what would be missing from the answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.commands.coming import recognised, told
from auditor.errors import TargetError, UsageError
from auditor.packs.installed import with_installed
from auditor.packs.pack import Pack, load_packs
from auditor.packs.pending import Pending, pending
from auditor.shipping import shipped


@dataclass(frozen=True, slots=True)
class Examined:
    """One line each; `sound` when an audit would leave nothing out for reasons of access."""

    lines: tuple[str, ...]
    sound: bool


def run(target: str, to: str | None) -> Examined:
    """Look at the server, the role and the application, not at rows. Raises TargetError where nothing can be read."""
    from auditor.db import catalog, snapshot

    packs = with_installed(load_packs(shipped("checks")))
    with snapshot.take(target) as moment, moment.session() as session:
        columns = told(lambda: catalog.columns(session), "list its tables")
        facts = moment.facts
        lines = [
            f"server       PostgreSQL {facts.version}{', a replica' if facts.replica else ''}",
            f"database     {facts.database}, {facts.size_bytes / 1e6:,.0f} MB, {len(columns)} tables in sight",
            *(f"lock         {one.name}: {'held' if one.held else 'MISSING'}, {one.note}" for one in moment.locks),
        ]
        try:
            pack = recognised(packs, (), columns, facts.database)
            done = told(lambda: catalog.ledger(session, *pack.ledger, columns), "read its ledger of migrations")
            coming = pending(pack, done, to)
        except (TargetError, UsageError) as error:
            return Examined((*lines, f"application  {error}"), sound=False)
        readable = told(lambda: catalog.readable(session), "ask for its privileges")
    skipped = tuple(_skipped(pack, coming, columns, readable))
    lines.append(f"application  {pack.title}, towards {coming.release}: {len(coming.migrations)} migrations pending")
    lines += [f"skipped      {one}" for one in skipped]
    return Examined(tuple(lines), sound=not skipped and all(one.held for one in moment.locks))


def _skipped(
    pack: Pack, coming: Pending, columns: Mapping[str, tuple[str, ...]], readable: frozenset[str]
) -> Iterator[str]:
    versions = {one.version for one in coming.migrations}
    for check in pack.checks:
        if check.guards and not versions & set(check.guards):
            continue
        for table in check.needs:
            if table not in columns and not check.guards:
                break  # it looks for what only some databases have
            if table not in columns:
                yield f"{check.id}: there is no table {table}"
            elif table not in readable:
                yield f"{check.id}: no privilege to read {table}; grant select on it, or membership of pg_read_all_data"
