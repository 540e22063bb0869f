"""The constraints and indexes of a table in the middle of a migration, as Django's introspection would give them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from auditor.migrations.midway import Midway
from auditor.migrations.reshaping import named_after
from auditor.model.naming import Label, chosen
from auditor.model.operation import Opaque
from auditor.model.schema import CheckConstraint, Constraint, Exclusion, ForeignKey, Index, Name, Table, Unique
from auditor.model.source import Step, Unanswered, World

Kind = Literal["primary", "unique", "foreign", "check", "exclusion", "index", "unique index"]
_LABELS: dict[str, Label] = {
    "primary": "pkey",
    "unique": "key",
    "foreign": "fkey",
    "check": "check",
    "exclusion": "excl",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A constraint or an index; `type` as Django calls its access method."""

    name: str
    kind: Kind
    columns: tuple[str, ...]
    type: str = "idx"

    def told(self) -> dict[str, Any]:
        """As Django's introspection has it."""
        return {
            "columns": list(self.columns),
            "primary_key": self.kind == "primary",
            "unique": self.kind in ("primary", "unique", "unique index"),
            "foreign_key": ["", ""] if self.kind == "foreign" else None,
            "check": self.kind == "check",
            "index": self.kind in ("index", "unique index"),
            "type": self.type,
            "orders": [],
            "definition": None,
            "options": None,
        }


class Catalog:
    """The tables of a world, with the steps of one migration done so far."""

    def __init__(self, world: World) -> None:
        self._done: list[Step] = []
        self._world = Midway(world, self._done)

    def told(self, table: str, guess: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The answer to what Django asks of a table; `guess` is what it would have made, where the world is silent."""
        known, unanswered = self.known(table, guess)
        return {"constraints": {one.name: one.told() for one in known}, "unanswered": unanswered}

    def known(self, table: str, guess: Sequence[dict[str, Any]]) -> tuple[list[Known], str | None]:
        """The same as values, and why they are guessed where they are."""
        try:
            found = self._world.table(Name(table))
        except Unanswered as error:
            return guessed(table, guess), str(error)
        return (list(_held(found)) if found is not None else []), None

    def done(self, step: Step) -> None:
        """Goes on to the database behind a step; code that is not read is taken to leave the shape of tables alone."""
        if not isinstance(step.operation, Opaque):
            self._done.append(step)


def guessed(table: str, guess: Sequence[dict[str, Any]]) -> list[Known]:
    """What Django would have made, with the names that PostgreSQL gives to what has none."""
    taken = [str(one["name"]) for one in guess if one["name"]]
    found = []
    for one in guess:
        columns = tuple(map(str, one["columns"]))
        name = str(one["name"] or chosen(table, columns, _LABELS[one["kind"]], taken.__contains__))
        taken.append(name)
        found.append(Known(name, one["kind"], columns, str(one["type"])))
    return found


def _held(table: Table) -> Iterator[Known]:
    yield from _indexes(table.indexes.values())
    taken = list(table.indexes)
    for one in table.constraints:
        name = one.name or chosen(table.name.name, *named_after(table, one), taken.__contains__)
        if name not in table.indexes:
            taken.append(name)
            yield Known(name, _kind(one), _columns(table, one))


def _indexes(indexes: Iterable[Index]) -> Iterator[Known]:
    for one in indexes:
        known = _index(one)
        yield replace(known, kind="primary" if one.primary else "unique") if one.primary or one.constraint else known


def _index(index: Index) -> Known:
    keys = tuple(key.column for key in index.keys)
    plain = index.method == "btree" and not index.name.endswith("_btree")
    columns = tuple(one for one in keys if one is not None) if None not in keys else ()
    return Known(index.name, "unique index" if index.unique else "index", columns, "idx" if plain else index.method)


def _kind(constraint: Constraint) -> Kind:
    match constraint:
        case Unique(primary=primary):
            return "primary" if primary else "unique"
        case ForeignKey():
            return "foreign"
        case CheckConstraint():
            return "check"
        case Exclusion():
            return "exclusion"


def _columns(table: Table, constraint: Constraint) -> tuple[str, ...]:
    if isinstance(constraint, Exclusion):
        return tuple(key.column for key in constraint.keys if key.column)
    return named_after(table, constraint)[0]
