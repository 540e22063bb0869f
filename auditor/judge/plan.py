"""Which questions go together in one pass over a table, which are asked by themselves, and which need not be asked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.db.layout import BLOCK, TID_RANGES_SINCE, Layout, Stored, layout
from auditor.db.polyfill import SINCE
from auditor.db.session import ReadSession
from auditor.errors import QueryError
from auditor.judge.proof import covering, proof
from auditor.judge.scan import MOST_MEMBERS, plain
from auditor.model.check import Check
from auditor.model.form import Count, Reference, Rows, Unique
from auditor.model.schema import Name

SEEN = 0.8
SMALL = 1_000


@dataclass(frozen=True, slots=True)
class Pass:
    """Questions about the rows of one table that are answered by one look at each; the number of a check is its bit.

    With an `index`, by a look at those rows alone that it points to. One that is `tried` takes for granted that all
    is well until an error says where it is not.
    """

    table: Name
    stored: Stored
    checks: Mapping[int, Check]
    bytes: int
    index: str | None = None
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Single:
    """A question asked by itself. `keyed` is one about references that the index of that name answers first.

    `heap` forbids indexes: they may be corrupt, or a look at the table for each of their entries would cost more.
    """

    check: Check
    bytes: int
    heap: bool = False
    keyed: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be asked, each largest first, and of what is not, by the id of the check, what vouches for it."""

    passes: tuple[Pass, ...]
    singles: tuple[Single, ...]
    proven: Mapping[str, str]


def plan(checks: Sequence[Check], lying: Layout) -> Plan:
    """How to ask `checks`, none of which is settled already."""
    proven: dict[str, str] = {}
    together: dict[int, list[tuple[Name, Check]]] = defaultdict(list)  # a table may go by more than one name
    singles: list[Single] = []
    for check in checks:
        reason = proof(check, lying)
        table = _fusible(check, lying)
        if reason is not None:
            proven[check.id] = reason
        elif table is not None:
            together[lying.tables[table].oid].append((table, check))
        else:
            singles.append(_single(check, lying))
    passes = [
        one for several in together.values() for one in _passes(several[0][0], [one for _, one in several], lying)
    ]
    passes.sort(key=lambda one: -one.bytes)
    singles.sort(key=lambda one: -one.bytes)
    return Plan(tuple(passes), tuple(singles), proven)


def surveyed(session: ReadSession, checks: Sequence[Check]) -> Layout:
    """The layout of the tables that the checks are known to read; none where the catalog does not say it."""
    try:
        return layout(session, {name for one in checks for name in _read(one)})
    except QueryError:
        return Layout()


def _fusible(check: Check, lying: Layout) -> Name | None:
    """The table whose rows are asked about, where one look at each tells."""
    form = check.form
    if not isinstance(form, Rows | Count) or check.heap or not plain(form):
        return None
    stored = lying.tables.get(form.table)
    return form.table if stored is not None and stored.leaves else None


def _passes(table: Name, checks: list[Check], lying: Layout) -> Iterator[Pass]:
    stored, whole = lying.tables[table], list[Check]()
    for check in checks:
        index = _index(check, stored)
        if index is not None:
            yield Pass(table, stored, {0: check}, 0, index)
        elif _tried(check, lying.major):
            yield Pass(table, stored, {0: check}, stored.bytes, tried=True)
        else:
            whole.append(check)
    for at in range(0, len(whole), MOST_MEMBERS):
        yield Pass(table, stored, dict(enumerate(whole[at : at + MOST_MEMBERS])), stored.bytes)


def _index(check: Check, stored: Stored) -> str | None:
    """The index that has the rows without a value, where that is what is asked for."""
    fact = check.form.unless if isinstance(check.form, Rows) else None
    if fact is None or fact.type is not None or fact.characters is not None:
        return None
    return next((one.name for one in stored.trees if one.columns[0] == fact.column and not one.partial), None)


def _tried(check: Check, major: int) -> bool:
    """Whether to try is much cheaper than to ask: a server without the function must take each text apart."""
    return isinstance(check.form, Rows) and check.form.tried is not None and TID_RANGES_SINCE <= major < SINCE


def _single(check: Check, lying: Layout) -> Single:
    whole = lying.bytes(_read(check))
    form = check.form
    stored = lying.tables.get(form.table) if isinstance(form, Unique | Reference) else None
    if stored is None or not isinstance(form, Unique | Reference) or check.heap:
        return Single(check, whole, check.heap)
    columns = form.columns if isinstance(form, Reference) else tuple(one.name for one in form.keys)
    index = covering(stored, columns) if form.where is None and stored.kind != "v" else None
    if index is None:
        return Single(check, whole)
    if stored.visible < SEEN and stored.bytes > SMALL * BLOCK:
        return Single(check, whole, heap=True)
    keyed = index.name if isinstance(form, Reference) and not form.full else None
    return Single(check, index.blocks * BLOCK, keyed=keyed)


def _read(check: Check) -> tuple[Name, ...]:
    form = check.form
    if form is not None:
        return (form.table, form.to) if isinstance(form, Reference) else (form.table,)
    named = [Name(one) for one in check.needs]
    if not named and check.table is not None:
        schema, dot, name = check.table.rpartition(".")
        named = [Name(name, schema if dot else None)]
    return tuple(named)
