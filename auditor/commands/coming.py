"""What lies before a database, by the pack of its application or by its source, and what is asked about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from auditor.db import catalog
from auditor.db.session import ReadSession
from auditor.errors import QueryError, TargetError, UsageError, unknown_name
from auditor.model.check import Check
from auditor.model.migration import Migration, Reading
from auditor.model.schema import Name
from auditor.packs.ledgers import Account
from auditor.packs.pack import Pack
from auditor.packs.pending import pending

T = TypeVar("T")
_NOT_SEEN = "without --source it is not seen what is pending: checks that speak for migrations are asked in any case"


@dataclass(frozen=True, slots=True)
class Asking:
    """What the user asked for, as far as it decides on what is judged; `always` are the checks for any database."""

    packs: tuple[str, ...] = ()
    to: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    sources: tuple[Path, ...] = ()
    always: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Coming:
    """The pending migrations with the checks and ledgers that speak for them. `identity` tells databases apart.

    `identity_sql`, `ledger` and `path` are those of `Sourced`; the first two only where no pack has its own. `touched`
    are the tables that the migrations change, as far as that is known.
    """

    application: str | None
    release: str | None
    migrations: tuple[Migration, ...]
    checks: tuple[Check, ...]
    accounts: tuple[Account, ...]
    identity: str | None
    notes: tuple[str, ...]
    identity_sql: str | None = None
    ledger: str | None = None
    path: tuple[str, ...] = ()
    framework: str | None = None
    touched: tuple[Name, ...] = ()


def coming(
    packs: Mapping[str, Pack],
    asking: Asking,
    session: ReadSession,
    columns: Mapping[str, tuple[str, ...]],
    database: str,
) -> Coming:
    """What is to be judged on the database of `session`. Raises TargetError, UsageError, SourceError.

    The checks of packs for any database come first, whatever else is asked; without a source they may be all.
    """
    asking = replace(asking, always=tuple(one for pack in packs.values() if pack.always for one in pack.checks))
    if asking.packs and not asking.sources and all(packs[one].always for one in asking.packs):
        guarded = frozenset(version for one in asking.always for version in one.guards)
        checks = _selected((), guarded, asking)
        return Coming(None, asking.to, (), checks, (), None, (_NOT_SEEN,) if guarded else ())
    if asking.sources:
        return _by_source(packs, asking, session, columns)
    pack = recognised(packs, asking.packs, columns, database)
    done = told(lambda: catalog.ledger(session, *pack.ledger, columns), "read its ledger of migrations")
    ahead = pending(pack, done, asking.to)
    identity = told(lambda: catalog.identity(session, pack.identity), "tell it from other databases")
    from auditor.commands.stated import stated

    more = stated(pack, ahead.migrations, session)
    versions = frozenset(one.version for one in ahead.migrations)
    known = (*pack.checks, *more.checks)
    checks = _selected(known, versions, asking)
    migrations = tuple(_half_read(one) if one.version in _left_out(known, checks) else one for one in more.migrations)
    accounts = () if asking.select else _accounts(pack, versions)
    notes = (*ahead.notes, *_open_ends(pack, migrations), *more.notes)
    touched = _touched(pack, versions)
    return Coming(
        pack.name, ahead.release, migrations, checks, accounts, identity, notes, path=more.path, touched=touched
    )


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
    candidates = _applications(packs, asked)
    if asked and len(candidates) > 1 and not all(packs[name].always for name in asked):
        raise UsageError(f"one application at a time: {', '.join(asked)} were given with --pack")
    fitting = [pack for pack in candidates if not pack.missing(columns)]
    if fitting:
        return fitting[0]
    nearest = min(candidates, key=lambda pack: len(pack.missing(columns)))
    lacking = nearest.missing(columns)
    more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
    raise TargetError(
        f"database {database} ({len(columns)} tables that this role can see) is not a database of "
        f"{' or '.join(pack.title for pack in candidates)}: it lacks {', '.join(lacking[:3])}{more}. "
        "Is it the right database, and is the schema on the role's search_path? "
        "Any other application is audited by its source, with --source"
        + "".join(f"; {one.title}, with --pack {one.name}" for one in packs.values() if one.always)
    )


def _by_source(
    packs: Mapping[str, Pack], asking: Asking, session: ReadSession, columns: Mapping[str, tuple[str, ...]]
) -> Coming:
    from auditor.commands import sources

    pack = _fitting(packs, asking, columns)
    spoken = sources.spoken_for(pack)
    with sources.opened(asking.sources) as projects:
        found = sources.sourced(projects, session, sources.Covered(spoken, sources.speaking_for(pack)))
    versions = frozenset(one.version for one in found.migrations)
    mine = _selected((*(pack.checks if pack else ()), *found.checks), versions, asking)
    left_out = _left_out((*found.checks, *(pack.checks if pack else ())), mine)
    identity, identity_sql, ledger = found.identity, found.identity_sql, found.ledger
    mark = told(lambda: catalog.identity(session, pack.identity), "tell it from other databases") if pack else None
    migrations = tuple(_half_read(one) if one.version in left_out else one for one in found.migrations)
    accounts = _accounts(pack, versions) if pack is not None and not asking.select else ()
    notes = (*found.notes, *(_open_ends(pack, migrations) if pack else ()))
    name = pack.name if pack else None
    touched = (*found.touched, *(_touched(pack, versions) if pack else ()))
    if mark is not None:
        return Coming(name, asking.to, migrations, mine, accounts, mark, notes, path=found.path, touched=touched)
    given = identity_sql, ledger, found.path, found.framework, touched
    return Coming(name, asking.to, migrations, mine, accounts, identity, notes, *given)


def _fitting(packs: Mapping[str, Pack], asking: Asking, columns: Mapping[str, tuple[str, ...]]) -> Pack | None:
    return next((pack for pack in _applications(packs, asking.packs) if not pack.missing(columns)), None)


def _applications(packs: Mapping[str, Pack], asked: Sequence[str]) -> list[Pack]:
    """The packs of applications, those `asked` for or all."""
    named = [packs[name] for name in asked if not packs[name].always]
    return named or [one for one in packs.values() if not one.always]


def _accounts(pack: Pack, versions: frozenset[str]) -> tuple[Account, ...]:
    """The ledgers of what is pending."""
    return tuple(one for one in pack.accounts if one.migration in versions)


def _touched(pack: Pack, versions: frozenset[str]) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(Name(table) for version in versions for table in pack.touched.get(version, ())))


def _selected(checks: Sequence[Check], versions: frozenset[str], asking: Asking) -> tuple[Check, ...]:
    """The checks for any database and those that speak for what is pending, less those that the user leaves out."""
    known = (*asking.always, *checks)
    for pattern in (*asking.select, *asking.ignore):
        if not any(fnmatchcase(one.id, pattern) for one in known):
            raise UsageError(unknown_name("check that matches", pattern, (one.id for one in known)))
    return tuple(
        _whole(one) if asking.select else one
        for one in known
        if (not one.guards or versions & set(one.guards))
        and (not asking.select or any(fnmatchcase(one.id, pattern) for pattern in asking.select))
        and not any(fnmatchcase(one.id, pattern) for pattern in asking.ignore)
    )


def _whole(check: Check) -> Check:
    """A check that was asked for by name is asked of everything."""
    return check if check.each is None else replace(check, each=replace(check.each, thorough=False))


def _left_out(known: Sequence[Check], checks: Sequence[Check]) -> set[str]:
    """The migrations of which not every check is asked."""
    asked = {one.id for one in checks}
    return {version for one in known if one.id not in asked for version in one.guards}


def _half_read(migration: Migration) -> Migration:
    sure = (Reading.PACK, Reading.EXACT, Reading.GUARDED)
    return replace(migration, reading=Reading.PARTIAL) if migration.reading in sure else migration


def _open_ends(pack: Pack, migrations: Sequence[Migration]) -> list[str]:
    return [
        f"{one.name} ({one.version}) is covered in part: {pack.open_hazards[one.version]}"
        for one in migrations
        if one.version in pack.open_hazards
    ]
