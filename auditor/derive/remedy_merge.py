"""Rows that agree where they may not, folded into one of them, with the rows that refer to the others."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.derive.keys import counting
from auditor.derive.remedy_rows import UnfitError, counted, ends, links, referring, row_id, written
from auditor.derive.state import State
from auditor.derive.values import base_type
from auditor.migrations.queries import columns_of
from auditor.model.schema import ForeignKey, Index, Name, Table, quoted

LATEST = ("updated_at", "updated_on", "updated", "modified_at", "changed_at", "created_at", "created_on", "inserted_at")
_TIMES = {"date", "timestamp without time zone", "timestamp with time zone"}


@dataclass
class Folding:
    """The script of one folding. `surplus` has the queries of the rows that go, each with the row kept for it.

    `moved` says what refers to these and is turned to those kept.
    """

    state: State
    surplus: dict[str, str] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    counts: dict[str, str] = field(default_factory=dict)
    touched: dict[Name, None] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The statements that do it."""
        made = [f"create temporary table {name} on commit drop as\n{sql};" for name, sql in self.surplus.items()]
        return "\n".join([*made, *self.statements])

    @property
    def loses(self) -> str:
        """One row of named counts."""
        parts = ",\n".join(f"{name} as materialized (\n{sql}\n)" for name, sql in self.surplus.items())
        listed = ", ".join(f"({sql}) as {quoted(name)}" for name, sql in self.counts.items())
        return f"select * from (with {parts}\nselect {listed}) counted"


def folded(state: State, table: Table, index: Index, *, latest: bool) -> Folding:
    """The rows of each group that agrees in the keys of `index`, but for one. Raises UnfitError."""
    order = ", ".join([*(_latest_first(table) if latest else ()), *_in_order(table, latest)])
    rows = f"{table.name.sql} as {quoted(table.name.name)}{counting(table, index)}"
    sql = _ranked(index, row_id(table), rows, order)
    folding = Folding(state)
    _fold(folding, table, sql, (table.name,), index)
    return folding


def latest_by(table: Table) -> str | None:
    """The column that tells which row is the latest, where there is one."""
    return next((one for one in LATEST if one in table.columns and base_type(table.columns[one].type) in _TIMES), None)


def _latest_first(table: Table) -> Iterator[str]:
    column = latest_by(table)
    if column is not None:
        yield f"{quoted(column)} desc nulls last"


def _in_order(table: Table, latest: bool) -> Iterator[str]:
    return (f"{one} desc" if latest else one for one in row_id(table))


def _ranked(index: Index, ids: tuple[str, ...], rows: str, order: str, also: str = "") -> str:
    """The rows that go, `gone_1` …, and for each the one that is kept, `keep_1` …; `rows` stands after FROM."""
    keys = ", ".join(one.sql + (f" collate {one.collation}" if one.collation else "") for one in index.keys)
    listed = ", ".join(
        f"{one} as gone_{at}, first_value({one}) over alike as keep_{at}" for at, one in enumerate(ids, 1)
    )
    return (
        f"select * from (\n  select {listed}, row_number() over alike as turn{also}\n  from {rows}\n"
        f"  window alike as (partition by {keys} order by {order})\n) ranked where turn > 1"
    )


def _fold(folding: Folding, table: Table, sql: str, path: tuple[Name, ...], new: Index | None = None) -> str:
    """With the rows that `sql` names gone, and all that refers to them turned to those that are kept."""
    surplus = f"auditor_surplus_{len(folding.surplus) + 1}"
    folding.surplus[surplus] = sql
    also = "" if len(path) == 1 else " that would be there twice"
    counting_them = f"select count(*) from {surplus}"
    folding.counts = counted(f"rows of {table.name.name}{also}", folding.counts, counting_them)
    children: dict[Name, list[ForeignKey]] = {}
    for child, link in links(folding.state, table):
        children.setdefault(child.name, []).append(link)
    for name, several in children.items():
        child = folding.state.tables[name]
        concerned = _concerned(table, child, several, new)
        twice = None
        if concerned is not None:
            if name in path:
                raise UnfitError(f"{name.name} and {table.name.name} refer to each other")
            query = _twice(folding.state, table, child, several, (surplus, concerned))
            twice = _fold(folding, child, query, (*path, name))
        for link in several:
            _point(folding, table, child, link, (surplus, twice))
        columns = frozenset(one for link in several for one in link.columns)
        folding.touched.update(dict.fromkeys(written(folding.state, child, columns)))
    folding.touched[table.name] = None
    gone = _is(table, "own", "gone")
    folding.statements.append(f"delete from {table.name.sql} own using {surplus} surplus where {gone};")
    return surplus


def _concerned(table: Table, child: Table, several: list[ForeignKey], new: Index | None) -> Index | None:
    """The unique index in which rows of `child` may meet when they refer to others. Raises UnfitError."""
    columns = [name for link in several for name in link.columns]
    own = child.name == table.name
    if len(set(columns)) < len(columns) or any(child.columns[one].generated for one in columns):
        raise UnfitError(f"what refers to {table.name.name} in {child.name.name} cannot be changed column by column")
    if own and not table.primary:
        raise UnfitError(f"rows of {table.name.name} refer to each other, and it has no primary key")
    found = [one for one in child.indexes.values() if one.unique and _concerns(one, set(columns))]
    if own and (found or (new and _concerns(new, set(columns)))):
        raise UnfitError(f"rows of {table.name.name} refer to each other by what must be unique")
    if len(found) > 1:
        raise UnfitError(f"which rows of {child.name.name} would then be there twice cannot be told one by one")
    return found[0] if found else None


def _point(folding: Folding, table: Table, child: Table, link: ForeignKey, rows: tuple[str, str | None]) -> None:
    """Let the rows of `child` refer to those that are kept; `rows` names those that go here, and there."""
    surplus, twice = rows
    pairs = list(zip(link.columns, ends(folding.state, link), strict=True))
    values = ", ".join(f"{quoted(one)} = kept.{quoted(other)}" for one, other in pairs)
    joined = _both(table, surplus)
    other = " or ".join(f"gone.{quoted(one)} is distinct from kept.{quoted(one)}" for _, one in pairs)
    where = f"{referring(folding.state, link, 'own', 'gone')} and ({other})"
    folding.statements.append(f"update {child.name.sql} own set {values}\nfrom {joined}\nwhere {where};")
    left = f" and not exists (select from {twice} surplus where {_is(child, 'own', 'gone')})" if twice else ""
    label = f"rows of {child.name.name} turned to another {', '.join(link.columns)}"
    sql = f"select count(*) from {child.name.sql} own, {joined} where {where}{left}"
    folding.counts = counted(label, folding.counts, sql)
    folding.moved.append(f"{child.name.name} ({', '.join(link.columns)})")


def _both(table: Table, surplus: str) -> str:
    """What stands after FROM for rows that go beside those that are kept for them."""
    return (
        f"{surplus} surplus join {table.name.sql} gone on {_is(table, 'gone', 'gone')} "
        f"join {table.name.sql} kept on {_is(table, 'kept', 'keep')}"
    )


def _twice(state: State, table: Table, child: Table, several: list[ForeignKey], within: tuple[str, Index]) -> str:
    """The rows of `child` that would agree with another in an index once they refer to the rows that are kept."""
    surplus, index = within
    after: dict[str, str] = {}
    joins = []
    for at, link in enumerate(several, 1):
        pairs = tuple(enumerate(zip(link.columns, ends(state, link), strict=True)))
        told = ", ".join(f"gone.{quoted(one)} as from_{n}, kept.{quoted(one)} as to_{n}" for n, (_, one) in pairs)
        hit = " and ".join(f"own.{quoted(one)} = t{at}.from_{n}" for n, (one, _) in pairs)
        joins.append(f"left join (select {told}, true as moved from {_both(table, surplus)}) t{at} on {hit}")
        for n, (one, _) in pairs:
            after[one] = f"case when t{at}.moved then t{at}.to_{n} else own.{quoted(one)} end"
    listed = ", ".join(f"{after.get(one, f'own.{quoted(one)}')} as {quoted(one)}" for one in child.columns)
    moved = " or ".join(f"t{at}.moved is true" for at in range(1, len(several) + 1))
    ids = row_id(child)
    names = ", ".join(f"own.{one} as auditor_id_{at}" for at, one in enumerate(ids, 1))
    ids = tuple(f"auditor_id_{at}" for at in range(1, len(ids) + 1))
    rows = (
        f"(select {names}, ({moved}) as auditor_moved, {listed} from {child.name.sql} own "
        f"{' '.join(joins)}) as {quoted(child.name.name)}{counting(child, index)}"
    )
    order = ", ".join(("auditor_moved", *ids))
    return f"{_ranked(index, ids, rows, order, ', auditor_moved')} and auditor_moved"


def _is(table: Table, row: str, which: str) -> str:
    return " and ".join(f"{row}.{one} = surplus.{which}_{at}" for at, one in enumerate(row_id(table), 1))


def _concerns(index: Index, columns: set[str]) -> bool:
    mentioned = {one.column for one in index.keys if one.column}
    for text in (*(one.expression for one in index.keys if not one.column), *([index.where] if index.where else [])):
        mentioned |= columns_of(text)
    return bool(columns & mentioned)
