"""Questions that are made on the spot: one for each table, index or sequence that a query of the catalog lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.errors import QueryError
from auditor.model.schema import Name, quoted

if TYPE_CHECKING:
    from auditor.model.outcome import Cell

TOLD = ("find", "reason", "relation", "bytes", "doubted")


@dataclass(frozen=True, slots=True)
class Each:
    """A query of the catalog, each row of which is an object with a question of its own.

    `none` says what it means that there is no object. A `thorough` one reads whole tables: it is asked of tables that
    pending migrations change and of objects that are doubted for what the catalog says of them, of all where the user
    says so. With `heap` no index is used, which may be corrupt. An error whose state is one of `errors` is a finding.
    """

    sql: str
    none: str
    thorough: bool = False
    heap: bool = False
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: what names it in evidence, and the SELECT that asks about it, or the `reason` why none can.

    `relation` is the table that it belongs to, with its schema, both in quotes, and `bytes` how much is read.
    """

    named: "Mapping[str, Cell]"
    find: str | None
    reason: str | None
    relation: str | None
    bytes: int
    doubted: bool

    @property
    def label(self) -> str:
        """What it is called in a sentence."""
        return str(next((one for one in self.named.values() if one is not None), "the database"))


def things(rows: "Iterable[Mapping[str, Cell]]") -> tuple[Thing, ...]:
    """The objects that such a query gives, those of which little is read first, then by their names.

    Raises QueryError for rows that say neither what to ask nor why not.
    """
    found = []
    for row in rows:
        if row.get("find") is None and row.get("reason") is None:
            raise QueryError("a row of each.sql has neither find, the query to ask, nor reason, why there is none")
        found.append(
            Thing(
                {name: value for name, value in row.items() if name not in TOLD},
                _text(row.get("find")),
                _text(row.get("reason")),
                _text(row.get("relation")),
                int(row.get("bytes") or 0),
                bool(row.get("doubted")),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.bytes, [str(value) for value in one.named.values()])))


def is_of(thing: Thing, tables: Iterable[Name]) -> bool:
    """Whether an object belongs to one of these tables; one without a schema may be in any."""
    return thing.relation is not None and any(
        thing.relation == one.sql or (one.schema is None and thing.relation.endswith(f".{one.sql}")) for one in tables
    )


def together(asked: Sequence[Thing], key: Iterable[str]) -> str:
    """One SELECT that asks about all of them, in the order of `key`. Those without a question are left out."""
    names = tuple(map(quoted, key))
    parts = [f"select {_named(one)}asked.* from (\n{one.find}\n) asked" for one in asked if one.find is not None]
    if not parts:
        return f"select {', '.join(f'null::text as {one}' for one in names)} where false"
    order = ", ".join(names)
    return "select * from (\n" + "\nunion all\n".join(parts) + f"\n) every\norder by {order}"


def _named(thing: Thing) -> str:
    return "".join(f"{_constant(value)} as {quoted(name)}, " for name, value in thing.named.items())


def _constant(value: "Cell") -> str:
    match value:
        case None:
            return "null::text"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value}"
        case str():
            return "'" + value.replace("'", "''") + "'::text"


def _text(value: "Cell") -> str | None:
    return None if value is None else str(value)
