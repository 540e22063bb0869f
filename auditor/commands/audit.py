"""Look at a database before phase 2, and say what would happen."""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from auditor import __version__
from auditor.commands.baseline import read_baseline
from auditor.commands.targets import Opened, opened
from auditor.errors import QueryError, TargetError, UsageError, unknown_name
from auditor.judge import verdict as judging
from auditor.judge.judge import Sink, Terms
from auditor.judge.workers import Judged, Watch, judge_all
from auditor.model.check import Check, Severity
from auditor.model.migration import Migration, Reading
from auditor.model.outcome import Outcome, Status
from auditor.model.report import Report, Target
from auditor.packs.ledgers import Account
from auditor.packs.pack import Pack, load_packs, pack_named
from auditor.packs.pending import Pending, pending
from auditor.render.progress import Progress
from auditor.shipping import shipped

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """What can be asked of an audit; the command line says what each means."""

    packs: tuple[str, ...] = ()
    to: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.LOSS
    samples: int = 5
    unmask: bool = False
    jobs: int = 2
    timeout: float = 300.0
    baseline: Path | None = None
    pg_bin: Path | None = None


def run(target: str, options: Options, *, progress: Progress, sink: Sink | None = None) -> Report:
    """Audit `target`, restoring it first where it is a backup file.

    `sink` takes every row found. Raises AuditorError for wrong use; what cannot be told is in the report.
    """
    packs = load_packs(shipped("checks"))
    for name in options.packs:
        pack_named(packs, name)
    known = read_baseline(options.baseline)
    extensions = tuple(dict.fromkeys(one for pack in packs.values() for one in pack.extensions))
    with opened(target, extensions=extensions, pg_bin=options.pg_bin, progress=progress) as place:
        return _audited(place, packs, options, _Means(progress, sink, known))


@dataclass(frozen=True, slots=True)
class _Means:
    progress: Progress
    sink: Sink | None
    known: frozenset[str]


def _audited(place: Opened, packs: Mapping[str, Pack], options: Options, means: _Means) -> Report:
    from auditor.db import catalog, snapshot

    begun, taken_at = time.monotonic(), dt.datetime.now(dt.UTC)
    with snapshot.take(place.conninfo) as moment:
        with moment.session() as session:
            columns = told(lambda: catalog.columns(session), "list its tables")
            pack = recognised(packs, options.packs, columns, moment.facts.database)
            done = told(lambda: catalog.ledger(session, *pack.ledger, columns), "read its ledger of migrations")
            coming = pending(pack, done, options.to)
            identity = told(lambda: catalog.identity(session, pack.identity), "tell it from other databases")
        checks = _selected(pack.checks, coming, options)
        terms = Terms(
            columns,
            coming.release,
            options.timeout,
            options.samples,
            options.unmask,
            means.sink,
            means.progress.counted,
        )
        watch = Watch(means.progress.started, lambda outcome: _tell(means.progress, outcome))
        accounts = () if options.select else _accounts(pack, coming)
        judged = judge_all(checks, moment, terms, jobs=options.jobs, watch=watch, accounts=accounts)
        facts, locks = moment.facts, moment.locks
    target = Target(
        kind=place.kind,
        database=place.source or facts.database,
        server_version=facts.version,
        application=pack.name,
        to=coming.release,
        size_bytes=facts.size_bytes,
        read_only=True,
        identity=identity,
        replica=facts.replica,
        source=place.source,
    )
    report = _assembled(pack, coming, checks, _waived(judged, means.known), options)
    return replace(
        report,
        target=target,
        locks=locks,
        ledgers=judged.ledgers,
        notes=(*report.notes, *judged.untold),
        taken_at=taken_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        seconds=round(time.monotonic() - begun, 3),
    )


def _accounts(pack: Pack, coming: Pending) -> tuple[Account, ...]:
    """The ledgers of what is pending."""
    versions = {one.version for one in coming.migrations}
    return tuple(one for one in pack.accounts if one.migration in versions)


def told(ask: Callable[[], T], what: str) -> T:
    """What `ask` gives; a query that fails here leaves nothing to audit. Raises TargetError."""
    try:
        return ask()
    except QueryError as error:
        raise TargetError(f"connected, but could not {what}: {error}") from error


def recognised(
    packs: Mapping[str, Pack], asked: Sequence[str], columns: Mapping[str, tuple[str, ...]], database: str
) -> Pack:
    """The pack whose marks the database has, out of those `asked` for or all. Raises TargetError, UsageError."""
    if len(asked) > 1:
        raise UsageError(f"one application at a time: {', '.join(asked)} were given with --pack")
    candidates = [packs[name] for name in asked] or list(packs.values())
    fitting = [pack for pack in candidates if not pack.missing(columns)]
    if fitting:
        return fitting[0]
    nearest = min(candidates, key=lambda pack: len(pack.missing(columns)))
    lacking = nearest.missing(columns)
    more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
    raise TargetError(
        f"database {database} ({len(columns)} tables that this role can see) is not a database of "
        f"{' or '.join(pack.title for pack in candidates)}: it lacks {', '.join(lacking[:3])}{more}. "
        "Is it the right database, and is the schema on the role's search_path?"
    )


def _selected(checks: Sequence[Check], coming: Pending, options: Options) -> tuple[Check, ...]:
    """The checks that speak for what is pending, less those that the user leaves out."""
    for pattern in (*options.select, *options.ignore):
        if not any(fnmatchcase(one.id, pattern) for one in checks):
            raise UsageError(unknown_name("check that matches", pattern, (one.id for one in checks)))
    versions = {one.version for one in coming.migrations}
    return tuple(
        one
        for one in checks
        if (not one.guards or versions & set(one.guards))
        and (not options.select or any(fnmatchcase(one.id, pattern) for pattern in options.select))
        and not any(fnmatchcase(one.id, pattern) for pattern in options.ignore)
    )


def _tell(progress: Progress, outcome: Outcome) -> None:
    found = outcome.status is Status.FOUND
    said = f"{outcome.check.id}: {outcome.total:,} found, {outcome.severity}"
    progress.finished(outcome.check.id, said, found)


def _waived(judged: Judged, known: frozenset[str]) -> Judged:
    return replace(judged, outcomes=tuple(judging.waived(one, known) for one in judged.outcomes))


def _assembled(pack: Pack, coming: Pending, checks: Sequence[Check], judged: Judged, options: Options) -> Report:
    left_out = {version for one in pack.checks if one not in checks for version in one.guards}
    migrations = tuple(
        judging.migration_result(_half_read(one) if one.version in left_out else one, judged.outcomes)
        for one in coming.migrations
    )
    results = tuple(judging.check_result(one) for one in judged.outcomes)
    return Report(
        tool_version=__version__,
        taken_at="",
        seconds=0.0,
        target=Target("server", "", "", pack.name, coming.release, 0, read_only=True),
        verdict=judging.verdict(migrations, results, options.fail_on),
        migrations=migrations,
        checks=results,
        notes=(*coming.notes, *_open_ends(pack, coming.migrations)),
        fail_on=options.fail_on,
        interrupted=judged.interrupted,
    )


def _half_read(migration: Migration) -> Migration:
    return replace(migration, reading=Reading.PARTIAL) if migration.reading is Reading.PACK else migration


def _open_ends(pack: Pack, migrations: Sequence[Migration]) -> list[str]:
    return [
        f"{one.name} ({one.version}) is covered in part: {pack.open_hazards[one.version]}"
        for one in migrations
        if one.version in pack.open_hazards
    ]
