"""What is pending by the source of the application, read and turned into checks."""

import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.commands.coming import told
from auditor.commands.stated import Speaking
from auditor.db import catalog
from auditor.db.schema import Shape, shape
from auditor.db.session import ReadSession
from auditor.derive.derive import Derived, derive
from auditor.errors import QueryError, TargetError
from auditor.migrations.project import Project
from auditor.migrations.projects import project_in
from auditor.migrations.touching import tables_of
from auditor.model.check import Check, Origin, Severity, SeverityRange
from auditor.model.migration import Migration, Phase, Reading
from auditor.model.operation import Opaque
from auditor.model.schema import Name
from auditor.model.source import MigrationFile, Script, Step, World
from auditor.packs.pack import Pack

_NUMBERS = re.compile(r'"@\d+')
_ABSENT = ("42P01", "3F000")
READINGS = (Reading.EXACT, Reading.GUARDED, Reading.PARTIAL, Reading.UNREAD)


@dataclass(frozen=True, slots=True)
class Sourced:
    """The pending migrations of a source tree, in the order in which a two-phase upgrade runs them, and their checks.

    `identity` names the contents of the database by what has run on it, as `identity_sql` gives it from `ledger`, a
    query of all that has. `path` are the schemas in which names are looked for, `touched` the tables that are changed.
    """

    framework: str
    migrations: tuple[Migration, ...]
    checks: tuple[Check, ...]
    identity: str | None
    notes: tuple[str, ...]
    identity_sql: str
    ledger: str
    path: tuple[str, ...]
    touched: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """What a pack has checks for: by the version of a migration, the tables that it changes; none if all may be.

    `speaking` has what it states of others.
    """

    tables: Mapping[str, tuple[str, ...]]
    speaking: Speaking | None = None

    def states(self, version: str) -> bool:
        """Whether the pack has something to say of a migration that no check folder speaks for."""
        return self.speaking is not None and version in self.speaking.stated


@contextlib.contextmanager
def opened(roots: Sequence[Path]) -> Iterator[tuple[Project, ...]]:
    """The projects at `roots`. Raises SourceError."""
    with contextlib.ExitStack() as stack:
        yield tuple(stack.enter_context(project_in(one)) for one in roots)


def sourced(projects: Sequence[Project], session: ReadSession, covered: Covered, *, rows: bool = True) -> Sourced:
    """What is pending in `projects` on the database of `session`, asked in both orders in which it may run.

    Without `rows`, none is looked at. Raises TargetError, SourceError.
    """
    done = [(one, _done(one, session)) for one in projects]
    found = _pending(done)
    ledger, identity_sql = _ran(projects)
    try:
        at, identity = shape(session), catalog.identity(session, identity_sql)
    except QueryError as error:
        raise TargetError(f"connected, but could not read the shape of the database: {error}") from error
    reading = _Reading(found, covered)
    asking = session if rows else None
    phased = sorted(found, key=lambda one: found[one].phase is Phase.POST)
    derived = derive([found[one].file for one in phased], reading, at, session=asking)
    checks = _checks(derived, covered)
    if phased != list(found):
        checks += _others(checks, _checks(_by_number(found, reading, at, asking), covered))
    migrations = tuple(_migration(one, covered) for one in derived)
    return Sourced(
        projects[0].framework,
        migrations,
        (*_newer(done), *checks),
        identity,
        (coverage(projects[0].framework, migrations), *_unread(migrations)),
        identity_sql,
        ledger,
        at.path,
        tuple(dict.fromkeys(name for one in derived for name in _touched(one))),
    )


def spoken_for(pack: Pack | None) -> dict[str, tuple[str, ...]]:
    """The migrations that the checks of a pack speak for, with the tables that these change."""
    versions = dict.fromkeys(version for check in (pack.checks if pack else ()) for version in check.guards)
    return {one: pack.writes.get(one, ()) for one in versions} if pack else {}


def speaking_for(pack: Pack | None) -> Speaking | None:
    """What a pack states of migrations, wherever they come from."""
    return Speaking(pack, pack.operations) if pack is not None and pack.operations else None


def coverage(framework: str, migrations: Sequence[Migration]) -> str:
    """How many are pending, and how well they could be read, in one line."""
    counts = Counter(one.reading for one in migrations)
    told = [f"{counts[one]} {one.value}" for one in READINGS]
    pack = [f"{counts[Reading.PACK]} by the pack"] if counts[Reading.PACK] else []
    return f"{len(migrations)} pending by the source ({framework}): {', '.join([*told, *pack])}"


@dataclass(frozen=True, slots=True)
class _Pending:
    file: MigrationFile
    project: Project

    @property
    def phase(self) -> Phase:
        return self.file.phase


class _Reading:
    """Each file read by its own project; those of a pack that no reader understands stand for what they touch."""

    def __init__(self, pending: Mapping[str, _Pending], covered: Covered) -> None:
        self._pending, self._covered = pending, covered

    def __call__(self, file: MigrationFile, world: World) -> Script:
        script = self._pending[file.version].project.read(file, world)
        tables = self._covered.tables.get(file.version)
        if self._covered.speaking is not None and self._covered.states(file.version):
            return self._covered.speaking.instead(file, world, script)
        if tables is None or script.reading in (Reading.EXACT, Reading.GUARDED):
            return script
        reason = f"{file.name} ({file.version}) was not followed; the pack has checks of its own for it"
        opaque = Opaque(file.path, reason, tuple(Name(one) for one in tables) or None)
        return Script((Step(opaque, 1, script.reading, reason),), script.transaction, script.reading, script.because)


def _pending(done: Sequence[tuple[Project, Sequence[str]]]) -> dict[str, _Pending]:
    found: dict[str, _Pending] = {}
    projects = [project for project, _ in done]
    for project, versions in done:
        found.update({file.version: _Pending(file, project) for file in project.pending(versions)})
    if len(projects) > 1 and len({one.framework for one in projects}) == 1:
        found = dict(sorted(found.items()))
    return found


def _newer(done: Sequence[tuple[Project, Sequence[str]]]) -> Iterator[Check]:
    """What has run that is newer than all there is in the source: then it may be the source of an older release."""
    there = [_number(file.version) for project, _ in done for file in project.files]
    if not any(there):
        return
    newer = sorted({one for _, versions in done for one in versions if _number(one) > max(there)}, key=_number)
    if newer:
        named = ", ".join(one.lstrip(".") for one in newer[:3]) + (f" and {len(newer) - 3} more" if newer[3:] else "")
        yield Check(
            id="derived/ledger-ahead",
            title="Migrations have run that are newer than any in the source",
            why="The source should be that of the release which is being upgraded to.",
            severities=(SeverityRange(Severity.NOTE),),
            guards=(),
            needs={},
            key=(),
            private=frozenset(),
            find="select true as nothing where false",
            origin=Origin("derived", str(done[0][0].root), None),
            unasked=f"the database has run {named}, and the newest in the source is "
            f"{max((file.version for project, _ in done for file in project.files), key=_number)}: "
            "is it the source of an older release?",
        )


def _number(version: str) -> tuple[int, ...]:
    """A version that is a number, or begins with one, as it is compared; nothing for any other."""
    found = re.match(r"(?:\.\.)?(\d+(?:\.\d+)*?)(?:\.0+)*(?![.\d])", version)
    return tuple(map(int, found[1].split("."))) if found else ()


def _ran(projects: Sequence[Project]) -> tuple[str, str]:
    """The query that gives all that has run, and the one that gives a name for it."""
    ledger = " union all ".join(dict.fromkeys(f"select version::text from ({one.ledger.sql}) h" for one in projects))
    lines = 'string_agg(version, chr(10) order by version collate "C")'
    hashed = f"sha256(convert_to(coalesce({lines}, ''), 'UTF8'))"
    return ledger, f"select 'ran ' || left(encode({hashed}, 'hex'), 16) as identity from ({ledger}) ran"


def _done(project: Project, session: ReadSession) -> list[str]:
    ledger = project.ledger.table
    try:
        return [str(row["version"]) for row in session.rows(project.ledger.sql)]
    except QueryError as error:
        who = "the application" if project.framework == "sql" else project.framework
        what = f"{ledger}, where {who} notes which migrations have run"
        if error.sqlstate not in _ABSENT:
            other = f"; is it that of the application at {project.root}?" if error.sqlstate == "42703" else ""
            raise TargetError(f"cannot read {what}: {error}{other}") from error
        held = told(lambda: catalog.columns(session), "list its tables")
        shown = f"it has {', '.join(list(held)[:3])}{f' and {len(held) - 3} more' if len(held) > 3 else ''}"
        raise TargetError(
            f"this database has no table {what}: {shown if held else 'it has no tables that this role can see'}. "
            f"Accepted: a database that the application at {project.root} has migrated, with {ledger} on the "
            "search_path of the role"
        ) from error


def _by_number(
    found: Mapping[str, _Pending], reading: _Reading, at: Shape, session: ReadSession | None
) -> tuple[Derived, ...]:
    return derive([one.file for one in found.values()], reading, at, session=session)


def _checks(derived: Sequence[Derived], covered: Covered) -> list[Check]:
    found: list[Check] = []
    for one in derived:
        if covered.speaking is not None and covered.states(one.file.version):
            found += covered.speaking.beside(one.file.version, one.checks)
        elif one.file.version not in covered.tables:
            found += (asked.check for asked in one.checks)
    return found


def _others(known: Sequence[Check], again: Sequence[Check]) -> list[Check]:
    """Checks that ask something else where ordinary and post-deployment migrations run in one go, by number."""
    asked = {one.id: _put(one) for one in known}
    return [
        replace(one, id=f"{one.id}-by-number", title=f"{one.title} (when all run in order of their numbers)")
        for one in again
        if asked.get(one.id) != _put(one)
    ]


def _put(check: Check) -> tuple[str, str | None]:
    """What a check asks, without the numbers of the changes that lie before it."""
    return _NUMBERS.sub('"@', check.find), check.unasked


def _migration(derived: Derived, covered: Covered) -> Migration:
    file, script = derived.file, derived.script
    followed = covered.speaking.followed if covered.speaking is not None else ()
    mine = file.version in covered.tables or file.version in followed
    reading = Reading.PACK if mine else script.reading
    return Migration(file.version, file.name, file.phase, file.path, 1, reading, because=() if mine else script.because)


def _touched(derived: Derived) -> Iterator[Name]:
    for step in derived.script.steps:
        yield from tables_of(step.operation) or ()


def _unread(migrations: Sequence[Migration]) -> Iterator[str]:
    for one in migrations:
        if one.reading in (Reading.PARTIAL, Reading.UNREAD):
            yield f"{one.path} is {one.reading.value}: {'; '.join(one.because[:3]) or 'no reason was given'}"
