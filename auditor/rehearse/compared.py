"""One table before and after."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from auditor.db.reading import Reading
from auditor.db.relations import Attribute, Relation
from auditor.model.outcome import MASK, NO_EVIDENCE, Evidence
from auditor.model.rehearsal import Gone, TableAccount
from auditor.rehearse import account_queries
from auditor.rehearse.account_queries import Touched, Wanted
from auditor.rehearse.merging import SAMPLE, Fields, Key, Merged, Tally, merged, thinned
from auditor.rehearse.pairing import WHOLE, Pair

Private = Callable[[tuple[str, ...]], frozenset[str]]

FEW = 5  # parts of all rows: to look for where less than one went missing is quicker than to read all


@dataclass(frozen=True, slots=True)
class Sides:
    """The two databases, and which columns of a key are masked."""

    old: Reading
    new: Reading
    private: Private

    def first(self, table: Relation, total: int, holding: Attribute | None = None) -> Evidence:
        """The first keys of a table before, of the rows that hold a value in a column."""
        key = key_of(table)
        if not key or not total:
            return NO_EVIDENCE
        asked = account_queries.sample(table, key, SAMPLE, holding)
        read = _read(key)
        with closing(self.old.lines(asked)) as found:
            rows = [read(line) for line in found]
        return self.evidence(key, rows, total)

    def evidence(self, key: Sequence[Attribute], rows: Iterable[Key], total: int) -> Evidence:
        """Keys as a sample of so many."""
        columns = tuple(one.name for one in key)
        hidden = self.private(columns)
        shown = tuple(
            tuple(MASK if name in hidden else value for name, value in zip(columns, row, strict=True)) for row in rows
        )
        return Evidence(columns, shown, capped=total > len(shown))


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows before and after; `missing` are old versions that are not there now, `written` those that were not there."""

    before: int
    after: int
    missing: int
    written: int
    newest: int


def key_of(table: Relation) -> tuple[Attribute, ...]:
    """The columns that name a row of it best; none where nothing does."""
    columns = {one.number: one for one in table.columns}
    return tuple(columns[number] for number in next(iter(table.keys), ()))


def compared(pair: Pair, sides: Sides) -> TableAccount:
    """The account of a table that is in both. Raises QueryError."""
    counted = _counted(pair, sides)
    gone = tuple(_columns_gone(pair, sides))
    if not counted.missing:
        found, stayed, changed = Merged(), counted.before, 0
    elif pair.key:
        found = _merged(pair, sides, counted)
        stayed, changed = counted.before - found.gone.count, found.changed.count
        gone = (*_rows_gone(pair, sides, found.gone), *gone, *_values_gone(pair, sides, found))
    elif not counted.written:
        found, stayed, changed = Merged(), counted.before - counted.missing, 0
        gone = (Gone("rows", counted.missing), *gone)
    else:
        return _keyless(pair, counted, _merged(pair, sides, counted), gone)
    note = "; ".join(_remarks(pair, retyped=bool(changed))) or None
    return TableAccount(str(pair.old), counted.before, counted.after, stayed, changed, gone, note)


def _keyless(pair: Pair, counted: Counted, found: Merged, gone: tuple[Gone, ...]) -> TableAccount:
    """Rows are the same if all their values are; of others nobody can say which became which."""
    if not found.gone.count:
        note = "; ".join(_remarks(pair, retyped=False)) or None
        return TableAccount(str(pair.old), counted.before, counted.after, counted.before, 0, gone, note)
    fewer = found.gone.count - found.added.count
    rows = (Gone("rows", fewer),) if fewer > 0 else ()
    remark = (
        f"it has no key to know a row by: {found.gone.count} rows are not there as they were, and {found.added.count}"
        " are there that were not; which are the same ones, changed, cannot be told"
    )
    note = "; ".join([*_remarks(pair, retyped=True), remark])
    return TableAccount(str(pair.old), counted.before, counted.after, gone=(*rows, *gone), note=note)


def _counted(pair: Pair, sides: Sides) -> Counted:
    (was,) = sides.old.rows(account_queries.versions(pair.old))
    newest = int(was["newest"] or 0)
    (now,) = sides.new.rows(account_queries.versions(pair.new, newest))
    before, after = int(was["rows"] or 0), int(now["rows"] or 0)
    kept = int(now["old"] or 0) if pair.in_place else 0
    return Counted(before, after, before - kept, after - kept, newest)


def _merged(pair: Pair, sides: Sides, counted: Counted) -> Merged:
    """Where nothing was written only the keys are compared."""
    digested = pair.shared if counted.written else ()
    nullable = pair.nullable if counted.written and pair.key else ()
    touched = _touched(pair, sides, counted)
    was = Wanted(*([one.old for one in some] for some in (pair.key, digested, nullable)))
    now = Wanted(*([one.new for one in some] for some in (pair.key, digested, nullable)))
    with (
        closing(sides.old.lines(account_queries.lines(pair.old, was, touched))) as old,
        closing(sides.new.lines(account_queries.lines(pair.new, now, touched))) as new,
    ):
        return merged(old, new, _read(was.key))


def _touched(pair: Pair, sides: Sides, counted: Counted) -> Touched | None:
    """The parts of the file from which old versions went, if these are few; None if all rows are to be looked at."""
    if not pair.in_place or pair.old.partitioned or counted.missing * FEW > counted.before:
        return None
    (size,) = sides.old.rows(account_queries.blocks(pair.old))
    blocks = int(size["blocks"] or 0)
    with (
        closing(sides.old.lines(account_queries.parts(pair.old, blocks, counted.newest))) as old,
        closing(sides.new.lines(account_queries.parts(pair.new, blocks, counted.newest))) as new,
    ):
        return Touched(blocks, tuple(thinned(_numbers(old), _numbers(new))), counted.newest)


def _rows_gone(pair: Pair, sides: Sides, gone: Tally) -> Iterator[Gone]:
    if gone.count:
        yield Gone("rows", gone.count, sample=_sample(pair, sides, gone))


def _values_gone(pair: Pair, sides: Sides, found: Merged) -> Iterator[Gone]:
    for at, tally in sorted(found.emptied.items()):
        yield Gone("values", tally.count, pair.nullable[at].old.name, _sample(pair, sides, tally))


def _columns_gone(pair: Pair, sides: Sides) -> Iterator[Gone]:
    if not pair.gone:
        return
    (counts,) = sides.old.rows(account_queries.values(pair.old, pair.gone))
    for column, count in zip(pair.gone, counts.values(), strict=True):
        total = int(count or 0)
        yield Gone("column", total, column.name, sides.first(pair.old, total, column))


def _sample(pair: Pair, sides: Sides, tally: Tally) -> Evidence:
    return sides.evidence([one.old for one in pair.key], tally.keys, tally.count)


def _remarks(pair: Pair, *, retyped: bool) -> Iterator[str]:
    if str(pair.old) != str(pair.new):
        yield f"it is called {pair.new} now"
    if pair.old.oid != pair.new.oid:
        yield "it was made anew"
    for one in pair.shared if retyped else ():
        if one.retyped:
            yield f"column {one.old.name} was {one.old.type} and is {one.new.type}, values were compared as text"


def _numbers(lines: Iterable[Fields]) -> Iterator[tuple[int, int]]:
    return ((int(part), int(old)) for part, old in lines)


def _read(key: Sequence[Attribute]) -> Callable[[Fields], Key]:
    """How the key of a row is read; without one it is the digest."""
    if all(one.type in WHOLE for one in key):
        width = len(key) or 1
        return lambda fields: tuple(map(int, fields[:width]))
    takes: list[Callable[[bytes], int | str]] = [int if one.type in WHOLE else bytes.decode for one in key]
    return lambda fields: tuple([take(one) for take, one in zip(takes, fields, strict=False)])
