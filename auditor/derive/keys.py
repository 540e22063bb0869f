"""Unique indexes, primary keys and exclusions: rows that cannot stand beside one another."""

from collections.abc import Iterator

from auditor.derive.compose import asked, put
from auditor.derive.question import Question
from auditor.derive.row_keys import row_columns, row_key
from auditor.derive.rows import HIT
from auditor.derive.state import ROW, State
from auditor.derive.values import base_type, limit
from auditor.model.check import Severity
from auditor.model.form import Rows, Shown, Unique
from auditor.model.schema import Exclusion, Index, Key, Table, TableKind, quoted

LARGEST_ENTRY = 2704
_SMALL = 500
_VARYING = {
    "text",
    "character varying",
    "character",
    "bytea",
    "jsonb",
    "numeric",
    "citext",
    "xml",
    "hstore",
    "tsvector",
}


def doubles(state: State, table: Table, index: Index, *, hit_only: bool = False) -> Question:
    """Rows that have all keys of a unique index in common, as the index compares them.

    With `hit_only`, only where an UPDATE had a hand in it; the table's rows then have that column.
    """
    listed, names = _listed(index.keys)
    if hit_only:
        times = _free("rows", names)
        sql = (
            f"select {listed}, count(*) as {quoted(times)} from {state.source(table.name)} as "
            f"{quoted(table.name.name)}{counting(table, index)} group by {_places(names)} "
            f"having count(*) > 1 and bool_or({HIT}) order by {_places(names)}"
        )
        find, form = asked(state, sql, (table.name,)), None
    else:
        keys = tuple(Shown(name, _collated(one)) for name, one in zip(names, index.keys, strict=True))
        held = f"({index.where}) is true" if index.where else None
        find, form = put(state, Unique(table.name, keys, held, index.nulls_distinct))
    return Question(
        thing(table, index),
        "doubled",
        Severity.ABORT,
        f"{table.name.name}: the same {words(index)} more than once",
        f"{_what(index)} on {described(table, index)} cannot hold rows that agree in it.",
        find,
        names,
        sqlstate="23505",
        form=form,
        probe=bool(index.where) or any(not one.column for one in index.keys),
        heap=not hit_only,
        certain=table.kind is not TableKind.TABLE or not table.children,  # an index does not hold the rows of heirs
        table=table.name,
    )


def collisions(before: State, after: State, table: Table, index: Index, rows: str) -> Question:
    """New rows, in the layer `rows`, that meet each other or one that was there in the keys of a unique index."""
    listed, names = _listed(index.keys)
    held = counting(table, index)
    alias, times = quoted(table.name.name), _free("rows", names)
    alike = " and ".join(f"o.{quoted(one)} is not distinct from n.{quoted(one)}" for one in names)
    sql = (
        f"select {_places(names, 'n')}, n.{quoted(times)} + (select count(*) from (select {listed} "
        f"from {before.source(table.name)} as {alias}{held}) o where {alike}) as {quoted(times)}\n"
        f"from (select {listed}, count(*) as {quoted(times)} from {quoted(rows)} as {alias}{held} "
        f"group by {_places(names)}) n\n"
        f"where n.{quoted(times)} > 1 or exists (select from (select {listed} from {before.source(table.name)} "
        f"as {alias}{held}) o where {alike})\norder by {_places(names)}"
    )
    return Question(
        thing(table, index),
        "taken",
        Severity.ABORT,
        f"{table.name.name}: rows to be inserted whose {words(index)} is taken",
        f"The rows meet one another, or rows that are there, in the unique index {index.name}.",
        asked(after, sql, (table.name,)),
        names,
        sqlstate="23505",
        table=table.name,
    )


def passing(before: State, after: State, table: Table, index: Index) -> Question:
    """Rows whose new keys are the old ones of others that change as well: in which order they do decides."""
    listed, names = _listed(index.keys)
    held, alias = counting(table, index), quoted(table.name.name)
    alike = " and ".join(f"o.{quoted(one)} is not distinct from n.{quoted(one)}" for one in names)
    moved = " or ".join(f"o.{quoted(one)} is distinct from m.{quoted(one)}" for one in names)
    sql = (
        f"select distinct {_places(names, 'n')} from (select {ROW}, {listed} from {after.source(table.name)} as {alias}"
        f"{_and(held, HIT)}) n\n"
        f"join (select {ROW}, {listed} from {before.source(table.name)} as {alias}{held}) o "
        f"on {alike} and o.{ROW} <> n.{ROW}\n"
        f"join (select {ROW}, {listed} from {after.source(table.name)} as {alias}{_and('', HIT)}) m "
        f"on m.{ROW} = o.{ROW} and ({moved})\norder by {_places(names)}"
    )
    return Question(
        thing(table, index),
        "passing",
        Severity.ABORT,
        f"{table.name.name}: rows that take over the {words(index)} of others which change too",
        f"A unique index is held against each row as it is written. Whether {index.name} stops it depends on the "
        "order in which the rows are come upon, which nothing says.",
        asked(after, sql, (table.name,)),
        names,
        sqlstate="23505",
        certain=False,
        table=table.name,
    )


def computed(state: State, table: Table, index: Index) -> Iterator[Question]:
    """Expressions of an index that end with an error for a row; a unique index asks that by itself."""
    texts = [one.sql for one in index.keys if not one.column]
    if index.unique or not (texts or index.where):
        return
    own = quoted(table.name.name)
    held = f" where ({index.where}) is true" if index.where else ""
    row = ", ".join(texts) or "true"
    counted = (
        f"select count(asked) as values from (select {row} from {state.source(table.name)} as {own}{held}) asked "
        "having count(asked) < 0"
    )
    yield Question(
        thing(table, index),
        "unusable",
        Severity.ABORT,
        f"{table.name.name}: rows for which the index {index.name} cannot be worked out",
        "An error in a single row ends the building of an index.",
        asked(state, counted, (table.name,)),
        ("values",),
        sqlstate="22",
        probe=True,
        table=table.name,
    )


def oversize(state: State, table: Table, index: Index) -> Iterator[Question]:
    """Rows too large for an entry of a btree; nothing where no key can be so large."""
    if index.method != "btree" or not any(_may_be_large(table, one) for one in index.keys):
        return
    stored = all(one.column for one in index.keys) and state.top(table.name) is None
    size = " + ".join(f"coalesce(pg_column_size({one.sql}), 0)" for one in index.keys)
    held = f"({index.where}) is true and " if index.where else ""
    rows = Rows(table.name, f"{held}{size} > {LARGEST_ENTRY - 8}", row_columns(table), (Shown("bytes", size),))
    find, form = put(state, rows)
    yield Question(
        thing(table, index),
        "oversize",
        Severity.ABORT,
        f"{table.name.name}: {words(index)} larger than an index entry may be",
        f"An entry of a btree holds at most {LARGEST_ENTRY} bytes; {index.name} cannot be built over these rows"
        + ("." if stored else ", unless they can be compressed."),
        find,
        row_key(table)[1],
        form=form,
        sqlstate="54000",
        certain=stored,
        table=table.name,
    )


def excluded(state: State, table: Table, exclusion: Exclusion) -> Question:
    """Pairs of rows for which all operators of an exclusion hold."""
    listed, names = _listed(exclusion.keys)
    held = f" where ({exclusion.where}) is true" if exclusion.where else ""
    meets = " and ".join(
        f"a.{quoted(one)} {operator} b.{quoted(one)}" for one, operator in zip(names, exclusion.operators, strict=True)
    )
    rows = (
        f"select row_number() over () as auditor_n, {listed} from {state.source(table.name)} as "
        f"{quoted(table.name.name)}{held}"
    )
    shown = ", ".join(
        f"a.{quoted(one)}::text as {quoted(one)}, b.{quoted(one)}::text as {quoted('other_' + one)}" for one in names
    )
    sql = (
        f"select {shown} from ({rows}) a join ({rows}) b on a.auditor_n < b.auditor_n and {meets} "
        f"order by {_numbers(2 * len(names))}"
    )
    return Question(
        f"{table.name.name}-{'-'.join(names)}",
        "overlapping",
        Severity.ABORT,
        f"{table.name.name}: pairs of rows that exclude one another",
        "The exclusion allows no two rows for which all of its operators hold.",
        asked(state, sql, (table.name,)),
        tuple(name for one in names for name in (one, f"other_{one}")),
        sqlstate="23P01",
        table=table.name,
    )


def crossing(before: State, after: State, table: Table, exclusion: Exclusion) -> Question:
    """Changed rows that overlap with what another, which changes too, was before."""
    listed, names = _listed(exclusion.keys)
    own = quoted(table.name.name)
    held = f"({exclusion.where}) is true" if exclusion.where else "true"
    meets = " and ".join(
        f"n.{quoted(one)} {operator} o.{quoted(one)}" for one, operator in zip(names, exclusion.operators, strict=True)
    )
    new = f"(select {ROW}, {listed} from {after.source(table.name)} as {own} where {HIT} and {held})"
    old = f"(select {ROW}, {listed} from {before.source(table.name)} as {own} where {held})"
    shown = ", ".join(f"n.{quoted(one)}::text as {quoted(one)}" for one in names)
    sql = (
        f"select distinct {shown} from {new} n join {old} o on {meets} and o.{ROW} <> n.{ROW} "
        f"join {new} m on m.{ROW} = o.{ROW} order by {_numbers(len(names))}"
    )
    return Question(
        f"{table.name.name}-{'-'.join(names)}",
        "crossing",
        Severity.ABORT,
        f"{table.name.name}: rows that come to exclude what others were before the same statement",
        "An exclusion is held against each row as it is written; in which order that is, nothing says.",
        asked(after, sql, (table.name,)),
        names,
        sqlstate="23P01",
        certain=False,
        table=table.name,
    )


def thing(table: Table, index: Index) -> str:
    """The name of what an index is about, for the id of a check."""
    parts = [one.column or "expression" for one in index.keys]
    return "-".join([table.name.name, *parts])


def words(index: Index) -> str:
    """The keys of an index, as a person reads them."""
    return ", ".join(one.column or one.expression for one in index.keys)


def described(table: Table, index: Index) -> str:
    """The keys of an index with what else counts for it."""
    where = f" where {index.where}" if index.where else ""
    nulls = "" if index.nulls_distinct else " (nulls count as equal)"
    return f"{table.name.name} ({words(index)}){where}{nulls}"


def _what(index: Index) -> str:
    if index.primary:
        return "The primary key"
    return f"The unique {'constraint' if index.constraint else 'index'} {index.name}"


def _listed(keys: tuple[Key, ...]) -> tuple[str, tuple[str, ...]]:
    names: list[str] = []
    parts = []
    for at, one in enumerate(keys, 1):
        name = _free(one.column or f"key_{at}", tuple(names))
        parts.append(f"{_collated(one)} as {quoted(name)}")
        names.append(name)
    return ", ".join(parts), tuple(names)


def _collated(key: Key) -> str:
    return f"{key.sql} collate {key.collation}" if key.collation else key.sql


def counting(table: Table, index: Index) -> str:
    """The rows that an index holds against one another, as a WHERE clause."""
    held = [f"({index.where}) is true"] if index.where else []
    if index.nulls_distinct:
        held += [f"{one.sql} is not null" for one in index.keys if _may_be_null(table, one)]
    return f" where {' and '.join(held)}" if held else ""


def _and(held: str, condition: str) -> str:
    return f"{held} and {condition}" if held else f" where {condition}"


def _may_be_null(table: Table, key: Key) -> bool:
    column = table.columns.get(key.column) if key.column else None
    return column is None or column.nullable


def _may_be_large(table: Table, key: Key) -> bool:
    column = table.columns.get(key.column) if key.column else None
    if column is None:
        return True
    most = limit(column.type)
    return (base_type(column.type) in _VARYING or column.type.endswith("[]")) and (most is None or most > _SMALL)


def _places(names: tuple[str, ...], alias: str | None = None) -> str:
    front = f"{alias}." if alias else ""
    return ", ".join(front + quoted(one) for one in names)


def _free(name: str, taken: tuple[str, ...]) -> str:
    while name in taken:
        name += "_"
    return name


def _numbers(count: int) -> str:
    return ", ".join(str(at + 1) for at in range(count))
