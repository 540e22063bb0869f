"""What a pack states of the pending migrations, as checks on the database that is audited."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.db.schema import Shape, shape
from auditor.db.session import ReadSession
from auditor.derive.derive import Asked, Derived, derive
from auditor.derive.spoken import Spoken
from auditor.derive.world import Answering
from auditor.errors import QueryError
from auditor.migrations.sql import steps
from auditor.model.check import Check, RemedyKind, Severity
from auditor.model.migration import Migration, Phase, Reading
from auditor.model.operation import AddIndex, DropColumn, IfExists, Opaque, Operation
from auditor.model.schema import Name
from auditor.model.source import MigrationFile, Script, Step, World
from auditor.packs.operations import Paragraph, Stated
from auditor.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Stating:
    """The migrations with how well they are known now, and the checks. `path` are the schemas in which names are
    looked for, `notes` what the pack leaves open.
    """

    migrations: tuple[Migration, ...]
    checks: tuple[Check, ...]
    path: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def stated(pack: Pack, migrations: Sequence[Migration], session: ReadSession) -> Stating:
    """The pending `migrations`, in the order in which they run, as far as the pack states them.

    Where the shape of the database cannot be read, they stay unread, and a note says why.
    """
    speaking = Speaking(pack, {one.version for one in migrations})
    if not speaking.stated:
        return Stating(tuple(migrations), ())
    try:
        at = shape(session)
    except QueryError as error:
        counted = f"{len(speaking.stated)} migration{'s' if len(speaking.stated) > 1 else ''}"
        note = f"what the pack states of {counted} was not asked: could not read the shape of the database: {error}"
        return Stating(tuple(migrations), (), notes=(note,))
    files = [MigrationFile(one.version, one.name, Phase.POST, speaking.path(one)) for one in migrations]
    derived = derive(files, speaking.script, at, session=session)
    found = {one.file.version: one for one in derived if one.file.version in speaking.stated}
    known = tuple(_known(one, found, speaking) for one in migrations)
    checks = [check for one in found.values() for check in speaking.checks(one, at)]
    opened = ((one.name, one.version, speaking.stated[one.version].open) for one in migrations if one.version in found)
    notes = tuple(f"{name} ({version}) is covered in part: {why}" for name, version, why in opened if why)
    return Stating(known, tuple(checks), at.path, notes)


class Speaking:
    """What the pack says of some migrations, as they are read one after the other.

    Those that check folders of the pack speak for are left to these. `followed` are those that were read by the pack
    since their source could not be.
    """

    def __init__(self, pack: Pack, versions: Collection[str]) -> None:
        self._pack = pack
        self._folders = {version for check in pack.checks for version in check.guards}
        self._spoken: dict[str, tuple[Check, ...]] = {}
        self.followed: set[str] = set()
        files = {one: pack.operations[one] for one in versions if one in pack.operations}
        self._followed = files
        self.stated: Mapping[str, Stated] = {one: file for one, file in files.items() if one not in self._folders}

    def path(self, migration: Migration) -> str:
        """Where what is known of a migration stands."""
        known = self._followed.get(migration.version)
        return known.path if known is not None else migration.path or migration.version

    def script(self, file: MigrationFile, world: World) -> Script:
        """What a migration does by the pack; of one that the pack does not state, which tables it touches."""
        known = self._followed.get(file.version)
        if known is None:
            tables = self._pack.touched.get(file.version)
            named = None if tables is None else tuple(map(Name, tables))
            reason = f"{file.name} ({file.version}) is not stated by the pack"
            return Script((Step(Opaque(file.path, reason, named), 1, Reading.UNREAD, reason),), True, Reading.UNREAD)
        found = steps(known.sql, world=world)
        self.hear(file, world)
        alone = any(isinstance(one.operation, AddIndex) and one.operation.concurrently for one in found)
        return Script.of(found, transaction=not alone)

    def instead(self, file: MigrationFile, world: World, script: Script) -> Script:
        """What a migration does by its source, or by the pack where the source could not be followed."""
        if script.reading in (Reading.EXACT, Reading.GUARDED):
            self.hear(file, world)
            return script
        self.followed.add(file.version)
        found = self.script(file, world)
        return replace(found, steps=tuple(replace(one, line=1) for one in found.steps))

    def hear(self, file: MigrationFile, world: World) -> None:
        """Note what the pack has to ask before this migration begins."""
        known = self.stated.get(file.version)
        if known is not None and isinstance(world, Answering):
            self._spoken[file.version] = tuple(Spoken(self._pack.name, known).checks(world, steps(known.sql)))

    def checks(self, derived: Derived, at: Shape) -> Iterator[Check]:
        """All that is asked for a migration that was read by the pack: its own queries, and what follows from it."""
        known = self.stated[derived.file.version]
        yield from self._spoken.get(known.version, ())
        whole = all(at.tables.get(Name(table, schema)) for table in self._pack.whole for schema in at.path[:1])
        spared = _spared(known)
        for one in derived.checks:
            if not (one.question.severity is Severity.LOSS and one.question.thing in spared):
                yield self._own(one, whole=whole)

    def beside(self, version: str, checks: Iterable[Asked]) -> Iterator[Check]:
        """All that is asked for a migration that was read by its source, with what the pack knows of it."""
        spared = _spared(self.stated[version])
        yield from self._spoken.get(version, ())
        yield from (
            one.check for one in checks if not (one.question.severity is Severity.LOSS and one.question.thing in spared)
        )

    def _own(self, one: Asked, *, whole: bool) -> Check:
        check = one.check
        check = replace(
            check,
            id=f"{self._pack.name}/{check.id.partition('/')[2]}",
            remedies=tuple(each for each in check.remedies if each.kind is not RemedyKind.SKIP_PATCH),
        )
        if one.question.fault == "absent" and not whole:
            return replace(
                check, moot=f"only a part of {self._pack.title} is here: {check.title[0].lower()}{check.title[1:]}"
            )
        return check


def answered_for(pack: Pack, versions: Collection[str]) -> dict[str, str]:
    """What goes with these migrations and the pack says itself what is lost with it: `table`, or `table-column`.

    With the name of the statement that says so.
    """
    stated_ = {one: pack.operations[one] for one in versions if one in pack.operations}
    return {thing: f"{pack.name}/{version}" for version, file in stated_.items() for thing in _spared(file)}


def _known(migration: Migration, found: Mapping[str, Derived], speaking: Speaking) -> Migration:
    """The migration with how well the pack knows it."""
    if migration.version not in found:
        return migration
    script, file = found[migration.version].script, speaking.stated[migration.version]
    partly = file.open is not None or script.reading in (Reading.PARTIAL, Reading.UNREAD)
    reading = Reading.PARTIAL if partly else Reading.PACK
    return replace(migration, reading=reading, stated=True, because=script.because if partly else ())


def _spared(file: Stated) -> frozenset[str]:
    """What goes of which the pack says itself what is lost with it, as questions name it."""
    told: set[str] = set()
    open_: set[str] = set()
    for step in steps(file.sql):
        paragraph = file.paragraph(step.line)
        for thing, column in _things(step.operation):
            (told if paragraph is not None and _speaks(paragraph, column) else open_).add(thing)
    return frozenset(told - open_)


def _speaks(paragraph: Paragraph, column: str | None) -> bool:
    lost = any(one.kind in ("lost", "differs") for one in paragraph.told)
    return paragraph.nothing is not None or lost or any(one.column == column for one in paragraph.homes)


def _things(operation: Operation) -> Iterator[tuple[str, str | None]]:
    match operation:
        case IfExists(operation=inner):
            yield from _things(inner)
        case DropColumn(table, column):
            yield f"{table.name}-{column}", column
        case _:
            tables = getattr(operation, "tables", None) or (getattr(operation, "table", None),)
            changed: object = getattr(operation, "column", None)
            for one in tables:
                if isinstance(one, Name):
                    yield (f"{one.name}-{changed}" if isinstance(changed, str) else one.name), None
