"""How a script comes from what was found to rows of a table, and to the rows of others that hang on these."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from auditor.derive.row_keys import SPOT
from auditor.derive.state import State
from auditor.derive.values import same
from auditor.model.schema import ForeignKey, Name, Table, TableKind, quoted

LONGEST = 63
FAR = 6


class UnfitError(Exception):
    """No script is offered; the text says why."""


def reachable(state: State, table: Table) -> bool:
    """Whether a row that was found can be told from the others of its table, and nothing else holds it as well."""
    if table.kind is TableKind.PARTITIONED:
        return bool(table.primary) and not _within(state, table)
    return table.kind is TableKind.TABLE and not table.children and not _within(state, table)


def row_id(table: Table) -> tuple[str, ...]:
    """What tells the rows of a table from each other, as expressions on the table."""
    return tuple(map(quoted, table.primary)) or ("ctid",)


def met(table: Table, own: str) -> str:
    """The condition that a row of `own` is one that was found."""
    if not table.primary:
        return f"{own}.ctid = found.{SPOT}::tid"
    return " and ".join(f"{own}.{quoted(one)} = found.{quoted(one)}" for one in table.primary)


def links(state: State, table: Table) -> Iterator[tuple[Table, ForeignKey]]:
    """The foreign keys that refer to a table; of those of a partitioned table only its own."""
    for child, link in state.referring(table.name):
        if not _within(state, child):
            yield child, link


def referring(state: State, link: ForeignKey, child: str, parent: str) -> str:
    """The condition that a row of one refers to a row of the other."""
    return same(child, parent, tuple(zip(link.columns, ends(state, link), strict=True)))


def ends(state: State, link: ForeignKey) -> tuple[str, ...]:
    """The columns that a foreign key refers to."""
    parent = state.table(link.to)
    return link.to_columns or (parent.primary if parent else ())


def written(state: State, table: Table, columns: frozenset[str] | None = None) -> tuple[Name, ...]:
    """The tables that are written when rows of one go, or these columns of them change. Raises UnfitError."""
    found: dict[tuple[Name, frozenset[str] | None], None] = {}
    waiting = [(table, columns)]
    while waiting:
        one, changed = waiting.pop()
        if (one.name, changed) in found:
            continue
        found[one.name, changed] = None
        for child, link in links(state, one):
            if changed is not None and not changed & set(ends(state, link)):
                continue
            if changed is not None:
                raise UnfitError(f"{child.name.name} refers to what would change")
            if link.on_delete in ("set null", "set default"):
                waiting.append((child, frozenset(link.columns)))
            elif link.on_delete == "cascade":
                waiting.append((child, None))
    return tuple(dict.fromkeys(name for name, _ in found))


@dataclass
class Going:
    """Rows of a table that were found and go, `where` this holds of `own`, with what foreign keys take along."""

    state: State
    table: Table
    where: str
    parts: dict[str, str] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)

    def told(self) -> str:
        """One row of named counts, over `found`."""
        self._follow(self.table, self._first(), 1)
        parts = ", ".join(f"{name} as ({sql})" for name, sql in self.parts.items())
        listed = ", ".join(f"({sql}) as {quoted(name)}" for name, sql in self.counts.items())
        return f"select * from (with recursive {parts} select {listed}) counted"

    def _first(self) -> str:
        own = self.table.name.sql
        self.parts["auditor_gone_1"] = (
            f"select distinct own.tableoid as part, own.ctid::text as spot from {own} own join found "
            f"on {met(self.table, 'own')} where {self.where}"
        )
        return "auditor_gone_1"

    def _follow(self, table: Table, gone: str, depth: int) -> None:
        label = f"rows of {table.name.name}" + (" that refer to them" if depth > 1 else "")
        gone = self._with_own(table, gone)
        self.counts[_free(label, self.counts)] = f"select count(*) from {gone}"
        for child, link in links(self.state, table):
            if child.name == table.name:
                continue
            refers = referring(self.state, link, "own", "up")
            hit = f"from {child.name.sql} own join {table.name.sql} up on {refers} {_in(gone)}"
            if link.on_delete == "cascade" and depth < FAR:
                name = f"auditor_gone_{len(self.parts) + 1}"
                self.parts[name] = f"select distinct own.tableoid as part, own.ctid::text as spot {hit}"
                self._follow(child, name, depth + 1)
            elif link.on_delete in ("set null", "set default"):
                lost = _free(f"references in {child.name.name} to them", self.counts)
                self.counts[lost] = f"select count(*) {hit}"

    def _with_own(self, table: Table, gone: str) -> str:
        """With those that go because they refer to a row of the same table."""
        own = [
            one for child, one in links(self.state, table) if child.name == table.name and one.on_delete == "cascade"
        ]
        if not own:
            return gone
        name = f"auditor_gone_{len(self.parts) + 1}"
        any_of = " or ".join(f"({referring(self.state, one, 'own', 'up')})" for one in own)
        self.parts[name] = (
            f"select part, spot from {gone} union select own.tableoid, own.ctid::text from {table.name.sql} own "
            f"join {table.name.sql} up on {any_of} {_in(name)}"
        )
        return name


def held_back(state: State, table: Table, own: str, found: str | None = None) -> str:
    """The condition that something refers to a row which may not let go of it.

    A row of the same table that was found itself, as `found` says of `child`, does not count.
    """
    parts = []
    for child, link in links(state, table):
        if link.on_delete not in ("no action", "restrict"):
            continue
        mine = found or f"exists (select from found where {met(table, 'child')})"
        itself = f" and not ({mine})" if child.name == table.name else ""
        parts.append(
            f"exists (select from {child.name.sql} child where {referring(state, link, 'child', own)}{itself})"
        )
    return " or ".join(parts) or "false"


def counted(name: str, held: Mapping[str, str], sql: str) -> dict[str, str]:
    """`held` with one more count, under a name that is free."""
    return {**held, _free(name, held): sql}


def _free(label: str, taken: Mapping[str, str]) -> str:
    """A name for a column that says what it counts; the server would cut a longer one."""
    name, number = cut(label), 1
    while name in taken:
        number += 1
        name = f"{cut(label, LONGEST - 4)} {number}"
    return name


def cut(text: str, most: int = LONGEST) -> str:
    """A name as the server would cut it."""
    return text.encode()[:most].decode("utf-8", "ignore")


def _in(gone: str) -> str:
    return f"join {gone} gone on up.tableoid = gone.part and up.ctid = gone.spot::tid"


def _within(state: State, table: Table) -> bool:
    """Whether it is a part of another table."""
    return any(table.name in one.children for one in state.tables.values())
