"""A random database while random statements change it, as it would be if all of them passed."""

from dataclasses import dataclass, field

from tests.derived.draft import Draft, Table
from tests.derived.expressions import KINDS, SMALL, Writer
from tests.derived.values import NULL


@dataclass
class Relation:
    """A table with the kind of each column but its id, the names of its constraints, and its indexes."""

    name: str
    columns: dict[str, str]
    rules: list[str] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)


@dataclass
class Wild:
    """All tables."""

    draft: Draft
    relations: list[Relation] = field(default_factory=list)

    def any_relation(self) -> Relation:
        """One of the tables."""
        return self.draft.pick.choice(self.relations)

    def any_column(self, relation: Relation) -> str:
        """One of its columns, the id if it has no other."""
        return self.draft.pick.choice(list(relation.columns) or ["id"])

    def kind(self, relation: Relation, name: str) -> str:
        """What a column holds."""
        return relation.columns.get(name, "integer")

    def some_columns(self, relation: Relation) -> list[str]:
        """One or two of its columns."""
        names = list(relation.columns)
        return self.draft.pick.sample(names, min(len(names), self.draft.any_of(1, 1, 2))) or ["id"]

    def writer(self, relation: Relation, alias: str = "") -> Writer:
        """For expressions over its columns."""
        return Writer(self.draft.pick, relation.columns, alias)


def start(draft: Draft) -> Wild:
    """Two or three tables with a few rows, a key or an index here and there, and perhaps a reference."""
    wild = Wild(draft)
    for _ in range(draft.any_of(1, 2, 2, 3)):
        wild.relations.append(_table(draft))
    if len(wild.relations) > 1 and draft.chance(0.5):
        _bind(wild)
    return wild


def _table(draft: Draft) -> Relation:
    kinds = {name: draft.pick.choice(KINDS) for name in "abc"[: draft.any_of(1, 2, 3)]}
    count, share = draft.any_of(0, 1, 2, 4, 5, 7), draft.any_of(0.0, 0.1, 0.25)
    rows = [
        [NULL if draft.chance(share) else draft.pick.choice(SMALL[kind]) for kind in kinds.values()]
        for _ in range(count)
    ]
    if draft.chance(0.35) and count:
        for at, kind in enumerate(kinds.values()):
            fresh = draft.pick.sample(SMALL[kind], min(count, len(SMALL[kind])))
            for row, value in zip(rows, fresh, strict=False):
                row[at] = value
    made = draft.keyed(kinds, rows)
    relation = Relation(made.name, kinds)
    if draft.chance(0.4):
        _keep(draft, made, relation)
    return relation


def _keep(draft: Draft, made: Table, relation: Relation) -> None:
    """A unique index or constraint over what is there; rows with no room under it are left out."""
    names = ", ".join(draft.pick.sample(list(relation.columns), draft.any_of(1, 1, len(relation.columns))))
    if draft.chance(0.5):
        rule = draft.name("uq")
        made.constraints = (*made.constraints, f"constraint {rule} unique ({names})")
        relation.rules.append(rule)
    else:
        made.indexes.append(f"({names}){draft.any_of('', '', ' where id > 1', ' nulls not distinct')}")


def _bind(wild: Wild) -> None:
    """A column of references that all hold."""
    draft = wild.draft
    own = {one.name for one in wild.relations}
    child, parent = draft.pick.sample([one for one in draft.tables if one.name in own], 2)
    ids = [row[0] for row in parent.rows if not parent.indexes and len(parent.constraints) == 0]
    child.columns["parent"] = (
        f"integer references {parent.name} (id){draft.any_of('', ' on delete cascade', ' on delete set null')}"
    )
    for row in child.rows:
        row.append(draft.pick.choice([*ids, *ids, NULL]))
    relation = next(one for one in wild.relations if one.name == child.name)
    relation.columns["parent"] = "integer"
    if draft.tables.index(child) < draft.tables.index(parent):
        draft.tables.remove(child)
        draft.tables.append(child)
