"""What a pack says of the rows that a migration meets, as checks on the rows as they will be then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.derive.compose import asked, within
from auditor.derive.privacy import private
from auditor.derive.values import default, numbering
from auditor.derive.world import SECONDS, Answering
from auditor.errors import QueryError, SourceError
from auditor.migrations import grammar
from auditor.migrations.queries import reads_of
from auditor.migrations.sql import operations
from auditor.model.check import Check, Origin, Remedy, RemedyKind, Safety, Severity, SeverityRange
from auditor.model.operation import DropColumn, IfExists, Operation
from auditor.model.schema import Name, Table, quoted
from auditor.model.source import Step
from auditor.packs.operations import Home, Stated, Told

_ABSENT = ("42P01", "42703", "42883")
_SEVERITIES: Mapping[str, Severity] = {
    "lost": Severity.LOSS,
    "differs": Severity.NOTE,
    "stops": Severity.ABORT,
    "note": Severity.NOTE,
}


def unasked(pack: str, stated: Stated) -> Iterator[Check]:
    """The queries of a file as checks, as they are written: for people to read, not to be asked."""
    for paragraph in stated.paragraphs:
        yield from (_written(pack, stated, one) for one in paragraph.told)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The check ids that begin with the name of the `pack`, for one file of it."""

    pack: str
    stated: Stated

    def checks(self, world: Answering, steps: tuple[Step, ...]) -> Iterator[Check]:
        """What is asked before the migration begins: the queries of the file, and values that have no new home."""
        for paragraph in self.stated.paragraphs:
            yield from (self._check(world, one) for one in paragraph.told)
            for home in paragraph.homes:
                for step in steps:
                    dropped = _dropped(step.operation, home) if paragraph.first <= step.line <= paragraph.last else None
                    table = world.state.table(dropped.table) if dropped is not None else None
                    if table is not None and home.column in table.columns:
                        yield self._check(world, _homeless(world, table, home))

    def _check(self, world: Answering, told: Told) -> Check:
        names, moot, unknown = _columns(world, told)
        check = replace(_written(self.pack, self.stated, told), key=told.key or names[:1], private=private(names))
        if moot is not None or unknown is not None:
            return replace(check, remedies=(), moot=moot, unasked=unknown)
        return replace(check, find=_find(world, told))


def _written(pack: str, stated: Stated, told: Told) -> Check:
    reads = reads_of(told.sql)
    return Check(
        id=f"{pack}/{stated.version}-{told.id}",
        title=told.title,
        why=told.why,
        severities=(SeverityRange(_SEVERITIES[told.kind]),),
        guards=(stated.version,),
        needs={},
        key=told.key,
        private=frozenset(),
        find=told.sql,
        origin=Origin("derived", stated.path, told.line),
        remedies=tuple(_remedies(told)),
        table=str(reads[0]) if reads else None,
        tried="no" if stated.tried.startswith("no") else stated.tried,
    )


def _columns(world: Answering, told: Told) -> tuple[tuple[str, ...], str | None, str | None]:
    """The columns that a query gives; or why it does not apply, or why its answer cannot be told."""
    try:
        reads = reads_of(told.sql)
        gone = next((one for one in reads if world.state.table(one) is None and not one.schema), None)
        if gone is not None:
            return (), f"there is no table {gone} here", None
        why = world.state.unsure(reads)
        return _given(world, told.sql, reads), None, f"needs a rehearsal: {why}" if why else None
    except QueryError as error:
        if error.sqlstate in _ABSENT:
            return (), f"it asks for what is not here: {str(error).splitlines()[0]}", None
        return (), None, str(error)
    except SourceError as error:
        return (), None, str(error)


def _given(world: Answering, sql: str, reads: tuple[Name, ...]) -> tuple[str, ...]:
    """The columns that a query gives; no row is looked at. Raises QueryError, SourceError."""
    if world.session is None:
        raise SourceError("queries are not put here")
    inner = within(world.state, sql, reads)
    empty = asked(world.state, f"select * from ({inner}) told limit 0", reads)
    with world.session.ask(empty, timeout=SECONDS) as answer:
        return answer.columns


def _find(world: Answering, told: Told) -> str:
    """The query on the rows as they will be; as it is written where nothing changes them before."""
    reads = reads_of(told.sql)
    inner = within(world.state, told.sql, reads)
    return told.sql if inner == told.sql else asked(world.state, f"select * from ({inner}) told order by 1", reads)


def _dropped(operation: Operation, home: Home) -> DropColumn | None:
    match operation:
        case IfExists(operation=inner):
            return _dropped(inner, home)
        case DropColumn(column=column) if column == home.column:
            return operation
        case _:
            return None


def _homeless(world: Answering, table: Table, home: Home) -> Told:
    """The values of a column that is to go which are not in their new home; its default says nothing."""
    own, column = table.name.name, table.columns[home.column]
    value = f"{own}.{quoted(home.column)}"
    key = table.primary or tuple(here for _, here in home.by)
    held = f"{value} is not null"
    if column.default is not None and numbering(column) is None:
        held += f" and {value}::text is distinct from ({default(world.state, column)})::text"
    agree = [f"home.{quoted(there)} = {own}.{quoted(here)}" for there, here in home.by]
    where = [*agree, f"home.{quoted(home.to_column)} = {value}", *([f"({home.where})"] if home.where else [])]
    listed = ", ".join(f"{own}.{quoted(one)}" for one in dict.fromkeys((*key, home.column)))
    order = ", ".join(f"{own}.{quoted(one)}" for one in key)
    place = f"{home.table}.{home.to_column}"
    return Told(
        id=f"{own}-{home.column}-homeless",
        kind="lost",
        title=f"{own}: values of {home.column} that {place} does not have",
        why=f"The column {home.column} is dropped. Its values have moved to {place}; these are not there.",
        line=home.line,
        sql=f"select {listed}\nfrom {own}\nwhere {held}\n"
        f"  and not exists (select from {home.table} home where {' and '.join(where)})\norder by {order}",
        key=key,
    )


def _remedies(told: Told) -> Iterator[Remedy]:
    for one in told.mends:
        touches = tuple(str(name) for name in _touched(one.sql))
        title, _, does = one.does.partition(". ")
        yield Remedy(
            one.id, RemedyKind.SQL, Safety.SAFE, title.rstrip("."), does or f"{title}.", one.sql, touches=touches
        )
    if told.kind in ("lost", "differs"):
        yield Remedy(
            "copy-aside",
            RemedyKind.SQL,
            Safety.SAFE,
            "Keep a copy of what is lost",
            "Copies the rows of this finding to a table in the schema auditor_kept. It changes no other row; the "
            "migration takes away what it takes away, and from the copy it can be had back.",
            "select * from found",
            keeps=True,
        )
    if told.steps is not None:
        first, _, rest = told.steps.partition(". ")
        text = f"{told.steps}\nThese are the rows:\n{told.sql};"
        yield Remedy("by-hand", RemedyKind.BY_HAND, Safety.SAFE, first.rstrip("."), rest or "Somebody decides.", text)


def _touched(sql: str) -> tuple[Name, ...]:
    found = (getattr(one, "table", None) for each in grammar.statements(sql) for one in operations(each))
    return tuple(dict.fromkeys(one for one in found if isinstance(one, Name)))
